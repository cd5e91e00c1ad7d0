from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.crm_plus_conversion import LOG_KEY, ConversionLog

GATES = [
    ("open", "Can be converted"),
    ("approval", "Needs approval"),
    ("pending", "Waits for approval"),
    ("blocked", "Conditions are not met"),
]


class CrmLead2opportunityPartner(models.TransientModel):
    """Stock's conversion dialog with three ticks, a preview and a gate."""

    _name = "crm.lead2opportunity.partner"
    _inherit = [
        "crm.plus.link.guard.mixin",
        "crm.plus.conversion.preview.mixin",
        "crm.lead2opportunity.partner",
    ]

    _guarded_links = {
        "lead_id": "read",
        "partner_id": "read",
        "commercial_partner_id": "read",
        "link_company_id": "read",
        "link_person_id": "read",
        "match_person_id": "read",
    }
    # Only the approval itself carries out a conversion in the requester's name.
    _system_fields = frozenset({"approval_id"})

    gate = fields.Selection(GATES, compute="_compute_gate")
    unmet_condition_ids = fields.Many2many(
        "crm.plus.conversion.condition", compute="_compute_gate"
    )
    gate_message = fields.Char(compute="_compute_gate")
    pending_id = fields.Many2one(
        related="lead_id.conversion_pending_id", string="Pending Request"
    )
    approval_id = fields.Many2one(
        "crm.plus.conversion.approval", "Approved Request", readonly=True
    )
    approval_note = fields.Text(
        "Why Now", help="Tell the approver why this lead should be converted already."
    )

    @api.depends("lead_id", "make_opportunity", "name")
    def _compute_gate(self):
        for wizard in self:
            gate = wizard._get_gate() if wizard.lead_id else None
            wizard.gate = gate and wizard._get_gate_state(gate)
            wizard.unmet_condition_ids = gate and gate.unmet
            wizard.gate_message = gate and wizard._get_gate_text(wizard.gate, gate)

    def _get_gate(self):
        lead = self.lead_id
        return lead._get_conversion_gates()[lead.id]

    def _get_gate_state(self, gate):
        """The state of the gate for what is ticked.

        The threshold guards the pipeline: a customer without a deal needs no
        approval. Conditions hold for both.
        """
        if gate.state != "approval":
            return gate.state
        if self.lead_id.type == "opportunity" or not self._makes_opportunity():
            return "open"
        return "pending" if self.pending_id else "approval"

    def _get_gate_text(self, state, gate):
        if state == "pending":
            pending = self.pending_id.sudo()  # sudo: only names and the date show
            return self.env._(
                "%(requester)s asked %(approver)s on %(date)s to approve the "
                "conversion.",
                requester=pending.requester_id.name,
                approver=pending.approver_id.name,
                date=fields.Date.to_string(pending.date),
            )
        if state == "approval":
            team = self.lead_id.team_id
            return self.env._(
                "The chance is %(chance).0f %%. Team %(team)s converts directly from "
                "%(threshold).0f %%; below, %(approver)s decides.",
                chance=self.lead_id._get_conversion_probability(),
                team=team.name,
                threshold=team.conversion_min_probability,
                approver=team._get_conversion_approver().name
                or self.env._("a sales administrator"),
            )
        return False

    def _makes_opportunity(self):
        self.ensure_one()
        return self.name == "merge" or self.make_opportunity

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_apply(self):
        """Convert, merge, or make a customer without a deal.

        :return: window action on the result
        :raise UserError: when the lead was converted meanwhile, or the team's
            rules keep it back
        """
        wizard = self._focus_lead()
        leads = wizard._get_leads()
        leads._lock_for_conversion()
        wizard._check_apply(leads)
        if not wizard._makes_opportunity():
            return wizard._apply_customer(wizard.lead_id)
        return super(CrmLead2opportunityPartner, wizard).action_apply()

    def action_request_approval(self):
        """Ask the approver of the lead's team for the conversion as chosen.

        :return: the lead's form, which shows the pending request
        :raise UserError: when conditions are not met or a request is pending
        """
        self.ensure_one()
        self.lead_id._lock_for_conversion()
        self.lead_id._check_not_converted()
        self._check_plan()
        gate = self._get_gate()
        if gate.state == "blocked":
            raise UserError(self.lead_id._get_gate_message(gate))
        if self._get_gate_state(gate) == "open":
            raise UserError(
                self.env._("This lead needs no approval: you can convert it directly.")
            )
        self.env["crm.plus.conversion.approval"]._request(
            self.lead_id,
            {self.lead_id.id: self._get_options()},
            self.approval_note,
            self.preview,
        )
        return self.lead_id.redirect_lead_opportunity_view()

    def action_withdraw_request(self):
        """Take the pending request of the lead back.

        :return: the dialog anew
        """
        self.ensure_one()
        self.pending_id.action_withdraw()
        return self.lead_id.action_open_conversion()

    # ------------------------------------------------------------
    # Conversion
    # ------------------------------------------------------------

    def _focus_lead(self):
        """Name the dialog's lead in the context, from where stock reads it."""
        lead = self.lead_id
        if not lead or lead.id in self.env.context.get("active_ids", []):
            return self
        return self.with_context(
            active_model="crm.lead", active_id=lead.id, active_ids=lead.ids
        )

    def _get_leads(self):
        """The leads this run is about."""
        return self.env["crm.lead"].browse(self.env.context.get("active_ids", []))

    def _check_apply(self, leads):
        leads._check_not_converted()
        if self.name != "merge":
            self._check_plan()
        if self._makes_opportunity():
            leads.filtered(lambda lead: lead.type == "lead")._check_conversion_allowed()
        elif not self.env.su:
            gate = self._get_gate()
            if gate.state == "blocked":
                raise UserError(self.lead_id._get_gate_message(gate))

    # pylint: disable-next=missing-return
    def _convert_and_allocate(self, leads, user_ids, team_id=False):
        """Convert as stock does, and write down what came out."""
        # The leads of the dialog were asked before; a merge may bring up another.
        leads.filtered(
            lambda lead: lead.type == "lead" and lead.active
        )._check_conversion_allowed()
        with ConversionLog(start_teams=self._get_start_teams(leads)) as log:
            leads._log_snapshot(log)
            wizard = self.with_context(**{LOG_KEY: log})
            result = super(CrmLead2opportunityPartner, wizard)._convert_and_allocate(
                leads.with_context(**{LOG_KEY: log}), user_ids, team_id=team_id
            )
        self.env["crm.plus.conversion"]._create_from_log(
            leads.browse(log.converted), log, approval=self.approval_id
        )
        return result

    def _get_start_teams(self, leads):
        """New opportunities start where the pipeline of their new team starts."""
        if self.name == "convert":
            leads &= self._get_planned_lead()
        return {
            lead.id: (
                self.team_id.id
                if self.team_id and (self.force_assignment or not lead.user_id)
                else lead.team_id.id
            )
            for lead in leads
        }

    def _convert_handle_partner(self, lead, action, partner_id):
        """Follow the plan for the lead of the dialog; stock knows the others."""
        if self.name == "merge" or lead != self._get_planned_lead():
            return super()._convert_handle_partner(lead, action, partner_id)
        # As stock: the new customer belongs to the chosen seller.
        return self._apply_plan(lead.with_context(default_user_id=self.user_id.id))

    def _action_merge(self):
        """Remember that a lead ended in an existing opportunity."""
        lead, log = self.lead_id, ConversionLog()
        was_lead = lead.type == "lead"
        lead._log_snapshot(log)
        opportunity = super()._action_merge()
        if was_lead and opportunity.conversion_status != "opportunity":
            # sudo: the merge was checked, and only the system writes the status
            opportunity.sudo().write(
                {
                    "conversion_status": "opportunity",
                    "date_conversion": self.env.cr.now(),
                }
            )
            log.snapshots[opportunity.id] = log.snapshots[lead.id]
            self.env["crm.plus.conversion"]._create_from_log(
                opportunity, log, mode="merge", approval=self.approval_id
            )
        return opportunity

    def _apply_customer(self, lead):
        """Make a customer of a lead without a deal, and close the lead.

        :return: window action on the customer
        """
        seller = self.user_id or lead.user_id
        with ConversionLog() as log:
            lead._log_conversion(log)
            self._apply_plan(
                lead.with_context(**{LOG_KEY: log, "default_user_id": seller.id})
            )
        lead.check_access("write")
        # sudo: checked above, and only the system writes the status
        lead.sudo().write(
            {
                "active": False,
                "conversion_status": "customer",
                "date_conversion": self.env.cr.now(),
            }
        )
        self.env["crm.plus.conversion"]._create_from_log(
            lead, log, mode="customer", approval=self.approval_id
        )
        if lead.partner_id:
            lead._copy_notes_to(lead.partner_id)
        lead._message_log(
            body=Markup("<p>%s</p>")
            % self.env._(
                "Converted to the customer %(customer)s, without a deal.",
                customer=lead.partner_id.display_name,
            )
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": lead.partner_id.id,
            "views": [(False, "form")],
            "name": lead.partner_id.display_name,
        }
