from django.urls import path

from products.api import views

urlpatterns = [
    path("categories", views.CategoriesView.as_view()),
    path("stores", views.StoresView.as_view()),
    path("products", views.ProductsView.as_view()),
    path("products/<slug:slug>", views.ProductView.as_view()),
]
