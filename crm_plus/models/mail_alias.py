from odoo import models


class MailAlias(models.Model):
    _inherit = "mail.alias"

    def _get_alias_contact_description(self):
        """Do not tell a refused sender that registering would help."""
        if self.alias_parent_model_id.model == "crm.team":
            team = self.env["crm.team"].browse(self.alias_parent_thread_id).exists()
            if team.sender_allowed or team.sender_denied:
                return self.env._("accepted senders")
        return super()._get_alias_contact_description()
