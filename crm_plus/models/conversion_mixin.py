from odoo import api, fields, models

from .crm_plus_conversion import LOG_KEY, ConversionLog

STATUSES = [
    ("opportunity", "Converted to Opportunity"),
    ("customer", "Converted to Customer"),
]


class CrmPlusConversionMixin(models.AbstractModel):
    """Conversion of a lead under the conditions of its team.

    *Status.* A lead that became an opportunity remains the same record. A lead
    that became a customer without a deal is archived: it leaves the open leads,
    and because it was not lost, its outcome stays pending for ever; neither the
    loss figures nor the scoring learn from it. Activating it again reopens it.

    *Requests.* A pending request is withdrawn when its lead is archived, lost,
    moved to another team or converted without it.
    """

    _name = "crm.plus.conversion.mixin"
    _inherit = [
        "crm.plus.conversion.gate.mixin",
        "crm.plus.conversion.match.mixin",
    ]
    _description = "Lead conversion"

    conversion_status = fields.Selection(
        STATUSES, "Converted", readonly=True, copy=False, index="btree_not_null"
    )
    conversion_ids = fields.One2many(
        "crm.plus.conversion", "lead_id", "Conversions", readonly=True
    )
    conversion_approval_ids = fields.One2many(
        "crm.plus.conversion.approval", "lead_id", "Approval Requests", readonly=True
    )
    conversion_pending_id = fields.Many2one(
        "crm.plus.conversion.approval",
        "Waiting for Approval",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    conversion_approval_count = fields.Integer(
        "Approval Request Count", compute="_compute_conversion_approval_count"
    )
    conversion_user_id = fields.Many2one(
        "res.users", "Converted By", compute="_compute_conversion"
    )
    conversion_company_partner_id = fields.Many2one(
        "res.partner", "Converted Company", compute="_compute_conversion"
    )
    conversion_contact_partner_id = fields.Many2one(
        "res.partner", "Converted Contact", compute="_compute_conversion"
    )
    conversion_opportunity_id = fields.Many2one(
        "crm.lead", "Converted Opportunity", compute="_compute_conversion"
    )
    conversion_approval_id = fields.Many2one(
        "crm.plus.conversion.approval",
        compute="_compute_conversion",
    )

    @api.depends("conversion_approval_ids", "conversion_status", "type")
    @api.depends_context("uid")
    def _compute_conversion_approval_count(self):
        counts = {}
        # Deals that never were leads have no requests: they cost no query.
        asked = self.filtered(
            lambda lead: lead.type == "lead" or lead.conversion_status
        )
        if asked:
            groups = self.env["crm.plus.conversion.approval"]._read_group(
                [("lead_id", "in", asked.ids)], ["lead_id"], ["__count"]
            )
            counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.conversion_approval_count = counts.get(lead._origin.id, 0)

    @api.depends("conversion_ids", "conversion_status")
    def _compute_conversion(self):
        latest = {}
        # Most leads were never converted: they cost no query.
        converted = self.filtered("conversion_status")
        if converted:
            for conversion in self.env["crm.plus.conversion"].search(
                [("lead_id", "in", converted.ids)]
            ):
                latest.setdefault(conversion.lead_id.id, conversion)
        nothing = self.env["crm.plus.conversion"]
        for lead in self:
            conversion = latest.get(lead._origin.id, nothing)
            lead.conversion_user_id = conversion.user_id
            lead.conversion_company_partner_id = conversion.company_partner_id
            lead.conversion_contact_partner_id = conversion.contact_partner_id
            lead.conversion_opportunity_id = conversion.opportunity_id
            lead.conversion_approval_id = conversion.approval_id

    @api.depends("conversion_status")
    def _compute_won_status(self):
        result = super()._compute_won_status()
        for lead in self:
            if lead.conversion_status == "customer" and lead.won_status == "lost":
                lead.won_status = "pending"
        return result

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def write(self, vals):
        stale = self._get_stale_approvals(vals)
        reopened = self._get_reopened(vals)
        converting = self._get_converting(vals)
        if not converting:
            result = super().write(vals)
        else:
            result = self._write_conversion(converting, vals)
        if reopened:
            # Past the guard: only the system writes the status.
            super(CrmPlusConversionMixin, reopened).write({"conversion_status": False})
        if stale:
            stale._withdraw(
                self.env._("The lead was changed: the request no longer fits it.")
            )
        return result

    def unlink(self):
        # sudo: requests die with their lead; nobody else may delete them.
        self.env["crm.plus.conversion.approval"].sudo().search(
            [("lead_id", "in", self.ids)]
        ).unlink()
        return super().unlink()

    def _get_converting(self, vals):
        if vals.get("type") != "opportunity":
            return self.browse()
        leads = self.filtered(lambda lead: lead.type == "lead")
        # Whoever walks through many leads still reads them together.
        return leads.with_prefetch(self._prefetch_ids)

    def _get_reopened(self, vals):
        if not vals.get("active") or "conversion_status" in vals:
            return self.browse()
        return self.filtered(
            lambda lead: lead.conversion_status == "customer" and not lead.active
        )

    def _get_stale_approvals(self, vals):
        if vals.get("type") == "opportunity" or vals.get("active", True) is False:
            return self.conversion_pending_id
        if "team_id" in vals:
            moved = self.filtered(lambda lead: lead.team_id.id != vals["team_id"])
            return moved.conversion_pending_id
        return self.env["crm.plus.conversion.approval"]

    def _write_conversion(self, converting, vals):
        """Write values that turn some of the leads into opportunities."""
        outer = ConversionLog.of(self.env)
        if outer is None:
            converting._check_conversion_allowed()
        others = self - converting
        if others:
            # A copy: stock adds to the values it is given.
            super(CrmPlusConversionMixin, others).write(dict(vals))
        log = outer or ConversionLog()
        converting._log_conversion(log)
        stamp = {"conversion_status": "opportunity"}
        if not vals.get("date_conversion"):
            stamp["date_conversion"] = self.env.cr.now()
        result = super(CrmPlusConversionMixin, converting).write({**vals, **stamp})
        if outer is None:
            self.env["crm.plus.conversion"]._create_from_log(converting, log)
        return result

    def _log_conversion(self, log):
        """Note that the leads are being converted."""
        self._log_snapshot(log)
        log.converted.extend(self.ids)

    def _log_snapshot(self, log):
        """Note what the leads are, before the run changes anything of them."""
        conversions = self.env["crm.plus.conversion"]
        for lead in self:
            if lead.id not in log.snapshots:
                log.snapshots[lead.id] = conversions._prepare_snapshot(lead)

    # ------------------------------------------------------------
    # Conversion
    # ------------------------------------------------------------

    def convert_opportunity(self, partner, user_ids=False, team_id=False):
        """Convert leads as stock does, through the gate and with a record of it.

        :param partner: customer to set on the leads
        :param user_ids: salespersons to spread the leads over
        :param team_id: team to assign
        :return: True
        :raise UserError: when the team's rules keep one of the leads back
        """
        if ConversionLog.of(self.env) is not None:
            return super().convert_opportunity(
                partner, user_ids=user_ids, team_id=team_id
            )
        self.filtered(
            lambda lead: (
                lead.type == "lead" and lead.active and lead.won_status != "won"
            )
        )._check_conversion_allowed()
        with ConversionLog() as log:
            leads = self.with_context(**{LOG_KEY: log})
            result = super(CrmPlusConversionMixin, leads).convert_opportunity(
                partner, user_ids=user_ids, team_id=team_id
            )
        self.env["crm.plus.conversion"]._create_from_log(
            self.browse(log.converted), log
        )
        return result

    def _convert_opportunity_data(self, customer, team_id=False):
        """Start in the first stage of the pipeline where the dialog asks for it."""
        values = super()._convert_opportunity_data(customer, team_id)
        log = ConversionLog.of(self.env)
        if log is not None and self.id in log.start_teams:
            stage = self.browse()._stage_find(
                team_id=log.start_teams[self.id], domain=[("fold", "=", False)]
            )
            if stage and stage != self.stage_id:
                values["stage_id"] = stage.id
        return values

    def _get_dependent_domains(self):
        of_leads = [("lead_id", "in", self.ids)]
        return {
            **super()._get_dependent_domains(),
            "crm.plus.conversion": of_leads,
            "crm.plus.conversion.approval": of_leads,
        }

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_open_conversion(self):
        """Open the conversion dialog of this lead.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm.action_crm_lead2opportunity_partner"
        )
        action["context"] = {
            "active_model": "crm.lead",
            "active_id": self.id,
            "active_ids": self.ids,
        }
        return action

    def action_open_conversion_approval(self):
        """Open the pending request of this lead.

        :return: window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.plus.conversion.approval",
            "res_id": self.conversion_pending_id.id,
            "views": [(False, "form")],
            "name": self.env._("Conversion Approval"),
        }

    def action_open_conversion_approvals(self):
        """Open every request for this lead, decided ones included.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_plus.crm_plus_conversion_approval_action"
        )
        return {**action, "domain": [("lead_id", "=", self.id)], "context": {}}

    def action_open_conversions(self):
        """Open every conversion of this lead, the latest first.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_plus.crm_plus_conversion_action"
        )
        # the list first: it tells more of a handful of rows than the graph
        views = sorted(action["views"], key=lambda view: view[1] != "list")
        domain = [("lead_id", "=", self.id)]
        return {**action, "views": views, "domain": domain, "context": {}}

    def _get_fill_action(self, field_names):
        """A dialog that shows the named fields of the lead and nothing else."""
        self.ensure_one()
        view = self.env.ref("crm_plus.crm_lead_view_form_conversion_fill")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Fill In What Is Missing"),
            "res_model": "crm.lead",
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
            "context": {"crm_plus_fill": field_names},
        }
