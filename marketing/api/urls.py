from django.urls import path

from marketing.api.views import points_mall, presales

urlpatterns = [
    path("presales", presales.PresalesView.as_view(), name="presales"),
    path("points-mall", points_mall.PointsMallView.as_view(), name="points-mall"),
]
