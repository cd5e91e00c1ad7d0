from odoo import models


class CrmPlusTeamSenderLeadMixin(models.AbstractModel):
    """Refused senders of a team cannot answer in its leads either."""

    _name = "crm.plus.team.sender.lead.mixin"
    _description = "Accepted senders of a lead"

    def _alias_get_error(self, message, message_dict, alias):
        error = super()._alias_get_error(message, message_dict, alias)
        if error or alias.alias_parent_model_id.model != "crm.team":
            return error
        team = self.env["crm.team"].browse(alias.alias_parent_thread_id).exists()
        return bool(team) and team._get_sender_error(message_dict, allowed="")
