from django.urls import path

from marketing.api.views import coupons

urlpatterns = [
    path("coupons", coupons.CouponsView.as_view(), name="coupons"),
    path("coupons/redeem", coupons.RedeemView.as_view(), name="coupon-redeem"),
    path("coupons/centre", coupons.CouponCentreView.as_view(), name="coupon-centre"),
    path("coupons/centre/<uuid:template>/claim", coupons.ClaimView.as_view(), name="coupon-claim"),
]
