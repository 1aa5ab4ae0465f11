"""Addresses that fail in each way, beside those of the project."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config import urls
from core import tracing
from core.errors import Busy, DomainError, NotFound

handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500


class TooHot(DomainError):
    code = "kettle.too_hot"
    title = "The kettle is too hot"
    message = "It has %(degrees)d degrees. Wait."


ERRORS: dict[str, Any] = {
    "domain": lambda: TooHot(degrees=99, code="overwritten?"),
    "busy": Busy,
    "not-found": lambda: NotFound(what="kettle"),
    "http404": Http404,
    "denied": PermissionDenied,
    "forbidden": exceptions.PermissionDenied,
    "throttled": lambda: exceptions.Throttled(wait=7.2),
    "crash": ZeroDivisionError,
}


class CupSerializer(serializers.Serializer[Any]):
    colour = serializers.ChoiceField(["blue", "white"])
    size = serializers.IntegerField(min_value=1)


class TeaSerializer(serializers.Serializer[Any]):
    cups = CupSerializer(many=True)


class Open(APIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()


class Fail(Open):
    def get(self, request: Request, name: str) -> Response:
        raise ERRORS[name]()


class Tea(Open):
    def post(self, request: Request) -> Response:
        tea = TeaSerializer(data=request.data)
        tea.is_valid(raise_exception=True)
        return Response({"cause": tracing.cause()})


def crash(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [
    path("api/fail/<str:name>", Fail.as_view()),
    path("api/tea", Tea.as_view()),
    path("page/crash", crash),
    *urls.urlpatterns,
]
