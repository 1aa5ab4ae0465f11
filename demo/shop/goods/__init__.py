from demo.shop.goods import care, clothing, electronics, food, home, tea

SHELVES = (
    tea.SHELF,
    home.SHELF,
    clothing.SHELF,
    electronics.SHELF,
    food.SHELF,
    care.SHELF,
)

GOODS = {good.slug: (shelf, good) for shelf in SHELVES for good in shelf.goods}
