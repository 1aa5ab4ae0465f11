from django.urls import path

from payments import views

urlpatterns = [
    path("wechat", views.wechat_notification, name="notify-wechat"),
    path("alipay", views.alipay_notification, name="notify-alipay"),
]
