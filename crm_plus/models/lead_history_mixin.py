from odoo import fields, models

from .lead_history_sql import RECORDED_LEAD_FIELDS


class CrmPlusLeadHistoryMixin(models.AbstractModel):
    """Record every interval of a lead in the history table.

    The two low-level methods of the ORM through which stored values reach the
    database mark the leads they touch. Nothing that goes through the ORM can pass
    them: recomputation, merge, archiving, assignment, import.
    """

    _name = "crm.plus.lead.history.mixin"
    _description = "Lead history"

    def _create(self, data_list):
        leads = super()._create(data_list)
        self.env["crm.plus.lead.history"]._mark_pending(leads.ids)
        return leads

    def _write_multi(self, vals_list):
        self.env["crm.plus.lead.history"]._mark_pending(
            [
                lead_id
                for lead_id, vals in zip(self._ids, vals_list, strict=True)
                if not RECORDED_LEAD_FIELDS.isdisjoint(vals)
            ]
        )
        return super()._write_multi(vals_list)

    def _update_automated_probabilities(self):
        """Stock writes the chances in SQL, past the ORM, and commits as it goes."""
        result = super()._update_automated_probabilities()
        self.env["crm.plus.lead.history"]._record_all()
        return result

    def action_view_history(self):
        """Open the history of these leads.

        :return: window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_plus.crm_plus_lead_history_action_lead"
        )
        return {
            **action,
            "domain": [("lead_id", "in", self.ids)],
            "context": {"crm_plus_history_of_lead": len(self) == 1},
        }

    def _history_at(self, moment):
        """Find what these leads looked like at an instant.

        :param moment: naive UTC datetime, or its server string
        :return: ``crm.plus.lead.history``, at most one interval a lead
        """
        return self.env["crm.plus.lead.history"].pipeline_at(
            fields.Datetime.to_datetime(moment), [("lead_id", "in", self.ids)]
        )
