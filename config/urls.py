from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView

from core import health
from logistics.views import courier_suggestion

handler400 = "core.api.problems.bad_request"
handler404 = "core.api.problems.not_found"
handler500 = "core.api.problems.server_error"

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/courier-suggestion", courier_suggestion, name="courier-suggestion"),
    path("admin/", admin.site.urls),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/", include("members.api.urls")),
    path("api/v1/", include("products.api.urls")),
    path("api/v1/", include("marketing.api.urls")),
    path("api/v1/", include("orders.api.urls")),
    path("api/v1/", include("payments.api.urls")),
    path("api/v1/", include("logistics.api.urls")),
    path("notify/", include("payments.urls")),
    path("notify/", include("logistics.urls")),
    path("api/docs/", SpectacularRedocView.as_view(url_name="schema"), name="docs"),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/", include("demo.urls")),
        path("shop/", include("storefront.urls")),
    ]
