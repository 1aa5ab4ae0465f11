from django.urls import path

from logistics.api import views

urlpatterns = [
    path("orders/<str:number>/shipments", views.ShipmentsView.as_view(), name="order-shipments"),
]
