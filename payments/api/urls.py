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
]
