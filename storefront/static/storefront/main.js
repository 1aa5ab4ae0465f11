/* The shop begins here: which address shows which screen. */

import { cart } from "./cart.js";
import { language } from "./i18n.js";
import { startTabs } from "./parts/tabs.js";
import { takeUpPayment } from "./paying.js";
import { route, start } from "./router.js";
import { showAddress } from "./screens/address.js";
import { showAddresses } from "./screens/addresses.js";
import { showBindCard, showCard, showCards } from "./screens/cards.js";
import { showCart } from "./screens/cart.js";
import { showCheckout } from "./screens/checkout.js";
import { showCoupons, showMyCoupons } from "./screens/coupons.js";
import { showExchange } from "./screens/exchange.js";
import { showHome } from "./screens/home.js";
import { showMall } from "./screens/mall.js";
import { showMe } from "./screens/me.js";
import { showOrder } from "./screens/order.js";
import { showOrders } from "./screens/orders.js";
import { showPay } from "./screens/pay.js";
import { showPaying } from "./screens/paying.js";
import { showProduct } from "./screens/product.js";
import { showSearch } from "./screens/search.js";
import { showSignIn } from "./screens/sign_in.js";
import { showStatement } from "./screens/statement.js";
import { showWallet } from "./screens/wallet.js";

document.documentElement.lang = language;

route("/", showHome, { keep: true });
route("/search", showSearch, { keep: true });
route("/products/:slug", showProduct);
route("/cart", showCart);
route("/sign-in", showSignIn);
route("/me", showMe);
route("/addresses", showAddresses, { members: true });
route("/addresses/:id", showAddress, { members: true });
route("/coupons", showCoupons, { members: true });
route("/coupons/mine", showMyCoupons, { members: true });
route("/exchange", showExchange, { members: true });
route("/mall", showMall, { members: true });
route("/wallet", showWallet, { members: true });
route("/wallet/statement", showStatement, { members: true });
route("/cards", showCards, { members: true });
route("/cards/new", showBindCard, { members: true });
route("/cards/:number", showCard, { members: true });
route("/checkout", showCheckout, { members: true });
route("/orders", showOrders, { members: true });
route("/orders/:number", showOrder, { members: true });
route("/orders/:number/pay", showPay, { members: true });
route("/orders/:number/paying", showPaying, { members: true });

takeUpPayment();
startTabs();
start();
cart.refresh();
