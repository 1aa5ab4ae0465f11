from django.urls import path

from logistics import views

urlpatterns = [
    path("kuaidi100", views.kuaidi100_push, name="notify-kuaidi100"),
]
