from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

# Scripts, styles, pictures and calls only of our own; nothing inline, no frames, no forms.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


@require_safe
def shop(request: HttpRequest) -> HttpResponse:
    """The one page of the demo shop; the rest is its scripts and the public API.

    Without a real phone, WeChat's code is paid at the sandbox's cashier: the page says where.
    """
    facts = {"shop_name": settings.SHOP_NAME, "sandbox_url": settings.SANDBOX_URL}
    response = render(request, "storefront/shop.html", facts)
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response
