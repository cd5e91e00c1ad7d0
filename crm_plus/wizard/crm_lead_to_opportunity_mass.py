from odoo import fields, models


class CrmLead2opportunityPartnerMass(models.TransientModel):
    """Mass conversion through the gate.

    Leads that may be converted are; for those below their team's threshold
    approval is requested; the rest stays as it is. The dialog ends with a report
    when anything was not converted.
    """

    _inherit = "crm.lead2opportunity.partner.mass"

    request_approval = fields.Boolean(
        "Request Approval Where Needed",
        default=True,
        help="Leads below their team's threshold are not converted; their approver "
        "is asked.",
    )
    state = fields.Selection([("draft", "Choose"), ("done", "Done")], default="draft")
    report = fields.Html(readonly=True)

    def action_mass_convert(self):
        """Convert what may be converted and report about the rest.

        :return: stock's action, or this dialog with its report
        """
        result = super().action_mass_convert()
        if self.state != "done":
            return result
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Conversion Report"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _get_planned_lead(self):
        """Each lead is matched on its own; the dialog plans for none."""
        return self.env["crm.lead"]

    def _get_start_teams(self, leads):
        """Teams with rules start in their first stage; the others as in stock."""
        ruled = leads.filtered(
            lambda lead: (
                lead.team_id.conversion_min_probability
                # sudo: a team's rules bind also those who cannot read them.
                or lead.team_id.sudo().conversion_condition_ids
            )
        )
        return super()._get_start_teams(leads) | {
            lead.id: lead.team_id.id for lead in ruled
        }

    def _get_leads(self):
        return super()._get_leads() | self.lead_tomerge_ids.exists()

    def _check_apply(self, leads):
        """Nothing stops the run: each lead is judged on its own later."""

    def _convert_and_allocate(self, leads, user_ids, team_id=False):
        gates = leads._get_conversion_gates()
        candidates = leads.filtered(lambda lead: lead.type == "lead" and lead.active)
        blocked = candidates.filtered(lambda lead: gates[lead.id].state == "blocked")
        waiting = candidates.filtered(lambda lead: gates[lead.id].state == "approval")
        if self.env.su:
            blocked = waiting = candidates.browse()
        if blocked or waiting:
            requested = self._request_approvals(waiting, team_id)
            converted = candidates - blocked - waiting
            self.write(
                {
                    "state": "done",
                    "report": self.env["ir.qweb"]._render(
                        "crm_plus.conversion_mass_report",
                        {
                            "converted": converted,
                            "requested": requested,
                            "skipped": (waiting - requested).sorted("id"),
                            "blocked": [
                                (lead, gates[lead.id].unmet) for lead in blocked
                            ],
                        },
                    ),
                }
            )
        return super()._convert_and_allocate(
            leads - blocked - waiting, user_ids, team_id=team_id
        )

    def _request_approvals(self, leads, team_id):
        """Request approval of each lead that does not wait for one already.

        :return: the leads that wait for approval now
        """
        if not self.request_approval:
            return leads.browse()
        pending = leads.filtered("conversion_pending_id")
        decidable = leads.team_id.filtered(lambda team: team._get_conversion_approver())
        asked = (leads - pending).filtered(lambda lead: lead.team_id in decidable)
        users = self.user_ids.ids
        options = {}
        for index, lead in enumerate(asked):
            options[lead.id] = {"name": "convert"}
            if users and (self.force_assignment or not lead.user_id):
                options[lead.id]["user_id"] = users[index % len(users)]
            if team_id:
                options[lead.id]["team_id"] = team_id
        self.env["crm.plus.conversion.approval"]._request(asked, options)
        return pending | asked
