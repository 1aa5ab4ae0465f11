from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from demo.shop.goods import GOODS
from demo.shop.pictures import draw


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of one of the demo shop's products."""
    if slug not in GOODS:
        raise Http404
    shelf, good = GOODS[slug]
    name, name_en = good.name
    svg = draw(motif=good.motif, palette=shelf.palette(good), name=name, name_en=name_en)
    return HttpResponse(svg, content_type="image/svg+xml")
