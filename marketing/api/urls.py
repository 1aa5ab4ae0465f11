from django.urls import path

from marketing.api.views import coupons, deals, flash_sales, group_buys, points_mall, presales

urlpatterns = [
    path("flash-sales", flash_sales.FlashSalesView.as_view(), name="flash-sales"),
    path("group-offers", group_buys.GroupOffersView.as_view()),
    path("group-offers/<uuid:offer>", group_buys.GroupOfferView.as_view()),
    path("group-offers/<uuid:offer>/teams", group_buys.JoinableTeamsView.as_view()),
    path("group-teams", group_buys.OwnGroupTeamsView.as_view()),
    path("presales", presales.PresalesView.as_view(), name="presales"),
    path("products/<slug:slug>/deals", deals.ProductDealsView.as_view(), name="product-deals"),
    path("points-mall", points_mall.PointsMallView.as_view(), name="points-mall"),
    path("group-teams/<str:code>", group_buys.GroupTeamView.as_view()),
    path("coupons", coupons.CouponsView.as_view(), name="coupons"),
    path("coupons/redeem", coupons.RedeemView.as_view(), name="coupon-redeem"),
    path("coupons/centre", coupons.CouponCentreView.as_view(), name="coupon-centre"),
    path("coupons/centre/<uuid:template>/claim", coupons.ClaimView.as_view(), name="coupon-claim"),
]
