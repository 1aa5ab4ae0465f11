/* The shop begins here: which address shows which screen. */

import { cart } from "./cart.js";
import { language } from "./i18n.js";
import { startTabs } from "./parts/tabs.js";
import { takeUpPayment } from "./paying.js";
import { route, start } from "./router.js";
import { showAddress } from "./screens/address.js";
import { showAddresses } from "./screens/addresses.js";
import { showCart } from "./screens/cart.js";
import { showCheckout } from "./screens/checkout.js";
import { showFlashSales } from "./screens/flash_sales.js";
import { showGroupOffer } from "./screens/group_offer.js";
import { showGroupOffers } from "./screens/group_offers.js";
import { showHome } from "./screens/home.js";
import { showMe } from "./screens/me.js";
import { showOrder } from "./screens/order.js";
import { showOrders } from "./screens/orders.js";
import { showPay } from "./screens/pay.js";
import { showPaying } from "./screens/paying.js";
import { showPresale } from "./screens/presale.js";
import { showPresales } from "./screens/presales.js";
import { showProduct } from "./screens/product.js";
import { showSearch } from "./screens/search.js";
import { showSignIn } from "./screens/sign_in.js";
import { showTeam } from "./screens/team.js";

document.documentElement.lang = language;

route("/", showHome, { keep: true });
route("/search", showSearch, { keep: true });
route("/products/:slug", showProduct);
route("/cart", showCart);
route("/sign-in", showSignIn);
route("/me", showMe);
route("/addresses", showAddresses, { members: true });
route("/addresses/:id", showAddress, { members: true });
route("/checkout", showCheckout, { members: true });
route("/orders", showOrders, { members: true });
route("/orders/:number", showOrder, { members: true });
route("/orders/:number/pay", showPay, { members: true });
route("/orders/:number/paying", showPaying, { members: true });

route("/flash", showFlashSales);
route("/groups", showGroupOffers);
route("/groups/:id", showGroupOffer);
route("/teams/:code", showTeam);
route("/presales", showPresales);
route("/presales/:id", showPresale);

takeUpPayment();
startTabs();
start();
cart.refresh();
