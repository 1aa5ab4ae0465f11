from django.urls import path

from storefront import views

urlpatterns = [path("", views.shop, name="shop")]
