from django.urls import path

from payments.api import views

urlpatterns = [
    path("orders/<str:number>/payments", views.PaymentsView.as_view(), name="order-payments"),
    path(
        "orders/<str:number>/payment-methods",
        views.PaymentMethodsView.as_view(),
        name="order-payment-methods",
    ),
    path("orders/<str:number>/leave-team", views.LeaveTeamView.as_view(), name="order-leave-team"),
    path("orders/<str:number>/forfeit", views.ForfeitView.as_view(), name="order-forfeit"),
    path("orders/<str:number>/cancel", views.CancelView.as_view(), name="order-cancel"),
    path("me/top-ups", views.TopUpsView.as_view(), name="top-ups"),
    path("me/top-ups/<str:number>", views.TopUpView.as_view(), name="top-up"),
    path(
        "me/top-ups/<str:number>/payments",
        views.TopUpPaymentsView.as_view(),
        name="top-up-payments",
    ),
    path(
        "me/top-ups/<str:number>/payment-methods",
        views.TopUpMethodsView.as_view(),
        name="top-up-payment-methods",
    ),
    path("me/top-ups/<str:number>/cancel", views.CancelTopUpView.as_view(), name="top-up-cancel"),
]
