from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the client whether to ask why a deal was won."""
        info = super().session_info()
        if self.env.user._is_internal():
            info["crm_plus_ask_won_reason"] = self.env[
                "crm.lead"
            ]._is_won_reason_asked()
        return info
