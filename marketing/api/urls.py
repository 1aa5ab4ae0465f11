from django.urls import path

from marketing.api.views.flash_sales import FlashSalesView

urlpatterns = [
    path("flash-sales", FlashSalesView.as_view(), name="flash-sales"),
]
