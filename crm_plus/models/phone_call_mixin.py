from odoo import api, fields, models
from odoo.tools.i18n import format_list


class CrmPlusPhoneCallMixin(models.AbstractModel):
    """Phone calls of a record: counter, list and log form.

    The counter counts what the user may see. Models say by
    :meth:`_get_phone_call_groups` which calls are theirs.
    """

    _name = "crm.plus.phone.call.mixin"
    _description = "Phone calls of a record"

    phone_call_count = fields.Integer(compute="_compute_phone_call_count")
    phone_call_summary = fields.Char(
        "Phone Calls by Status", compute="_compute_phone_call_count"
    )

    @api.depends_context("uid", "lang")
    def _compute_phone_call_count(self):
        Call = self.env["crm.plus.phone.call"]
        groups = self._get_phone_call_groups() if Call.has_access("read") else {}
        labels = Call._fields["state"]._description_selection(self.env)
        for record in self:
            counts = groups.get(record._origin.id, {})
            record.phone_call_count = sum(counts.values())
            # the plain style: Babel knows the one of units by halves in Persian
            record.phone_call_summary = format_list(
                self.env,
                [
                    self.env._(
                        "%(count)s %(state)s", count=counts[state], state=label.lower()
                    )
                    for state, label in labels
                    if counts.get(state)
                ],
            )

    def action_log_phone_call(self):
        """Open the form that logs a call with this record.

        :return: window action of the quick form, filled in
        """
        self.ensure_one()
        values = self._prepare_phone_call_values()
        return self.env["crm.plus.phone.call"]._get_quick_action(
            self.env._("Log a Call"),
            default_state="held",
            default_outcome="answered",
            **{f"default_{name}": value for name, value in values.items()},
        )

    def action_view_phone_calls(self):
        """Open the calls of this record.

        :return: window action with the list of calls; a new one is filled in
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_plus.crm_plus_phone_call_action"
        )
        values = self._prepare_phone_call_values()
        action["domain"] = self._get_phone_call_domain()
        action["context"] = {
            **{f"default_{name}": value for name, value in values.items()},
            "search_default_group_by_state": 1,
        }
        return action

    def _get_phone_call_domain(self):
        """Domain of the calls of these records."""
        raise NotImplementedError

    def _get_phone_call_groups(self):
        """Count the visible calls.

        :return: dict of record id to a dict of state to number
        """
        raise NotImplementedError

    def _prepare_phone_call_values(self):
        """Values of a new call with this record."""
        raise NotImplementedError
