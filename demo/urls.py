from django.urls import path

from demo import views

urlpatterns = [path("pictures/<slug:slug>.svg", views.picture)]
