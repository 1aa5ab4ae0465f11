from django.urls import path

from members.api.views import addresses, me, sign_in, tiers, wallet, wechat

urlpatterns = [
    path("sign-in/code", sign_in.SignInCodeView.as_view(), name="sign-in-code"),
    path("sign-in", sign_in.SignInView.as_view(), name="sign-in"),
    path("sign-in/password", sign_in.PasswordSignInView.as_view(), name="sign-in-password"),
    path("sign-in/wechat", wechat.WechatSignInView.as_view(), name="sign-in-wechat"),
    path(
        "sign-in/wechat/authorize",
        wechat.WechatAuthorizeView.as_view(),
        name="sign-in-wechat-authorize",
    ),
    path("me", me.MeView.as_view(), name="me"),
    path("me/password", me.PasswordView.as_view(), name="password"),
    path("me/phone", me.PhoneView.as_view(), name="phone"),
    path("me/wechat", wechat.WechatLinksView.as_view(), name="wechat"),
    path("me/wechat/<str:app>", wechat.WechatLinkView.as_view(), name="wechat-link"),
    path("me/devices", me.DevicesView.as_view(), name="devices"),
    path("me/devices/<uuid:public_id>", me.DeviceView.as_view(), name="device"),
    path("me/addresses", addresses.AddressesView.as_view(), name="addresses"),
    path("me/addresses/<uuid:public_id>", addresses.AddressView.as_view(), name="address"),
    path("me/wallet", wallet.WalletView.as_view(), name="wallet"),
    path("me/wallet/statement", wallet.StatementView.as_view(), name="wallet-statement"),
    path("me/points/statement", wallet.PointsStatementView.as_view(), name="points-statement"),
    path(
        "me/stored-value/statement",
        wallet.StoredValueStatementView.as_view(),
        name="stored-value-statement",
    ),
    path("me/cards", wallet.CardsView.as_view(), name="cards"),
    path(
        "me/cards/<str:card_number>/statement",
        wallet.CardStatementView.as_view(),
        name="card-statement",
    ),
    path("me/tier", tiers.StandingView.as_view(), name="tier"),
    path("me/tier/changes", tiers.TierChangesView.as_view(), name="tier-changes"),
    path("me/growth", tiers.GrowthView.as_view(), name="growth"),
    path("me/notices", me.NoticesView.as_view(), name="notices"),
    path("me/notices/unread", me.UnreadNoticesView.as_view(), name="notices-unread"),
    path("me/notices/read", me.ReadNoticesView.as_view(), name="notices-read"),
    path("regions", addresses.RegionsView.as_view(), name="regions"),
]
