from marketing.models.points_mall import MallClaim, MallItem
from marketing.models.presales import Presale, PresaleClaim, PresaleStage

__all__ = ["MallClaim", "MallItem", "Presale", "PresaleClaim", "PresaleStage"]
