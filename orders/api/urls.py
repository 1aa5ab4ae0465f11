from django.urls import path

from orders.api.views import cart, group, orders

urlpatterns = [
    path("cart", cart.CartView.as_view(), name="cart"),
    path("cart/lines", cart.CartLinesView.as_view(), name="cart-lines"),
    path("cart/lines/<str:sku>", cart.CartLineView.as_view(), name="cart-line"),
    path("cart/merge", cart.CartMergeView.as_view(), name="cart-merge"),
    path("cart/preview", cart.CartPreviewView.as_view(), name="cart-preview"),
    path("cart/place", cart.CartPlaceView.as_view(), name="cart-place"),
    path("checkout/preview", orders.PreviewView.as_view(), name="checkout-preview"),
    path("checkout/exchange", orders.ExchangeView.as_view(), name="checkout-exchange"),
    path("orders", orders.OrdersView.as_view(), name="orders"),
    path("orders/counts", orders.CountsView.as_view(), name="order-counts"),
    path("orders/<str:number>", orders.OrderView.as_view(), name="order"),
    path("orders/<str:number>/timeline", orders.TimelineView.as_view(), name="order-timeline"),
    path("orders/<str:number>/team", group.OrderTeamView.as_view(), name="order-team"),
    path("orders/<str:number>/buy-again", cart.BuyAgainView.as_view(), name="order-buy-again"),
    path("orders/<str:number>/receive", orders.ReceiveView.as_view(), name="order-receive"),
    path(
        "orders/<str:number>/extend-receipt",
        orders.ExtendReceiptView.as_view(),
        name="order-extend-receipt",
    ),
]
