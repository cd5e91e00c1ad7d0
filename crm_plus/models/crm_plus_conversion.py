from dataclasses import dataclass, field
from datetime import timedelta

from odoo import api, fields, models

LOG_KEY = "crm_plus_conversion_log"

MODES = [
    ("opportunity", "Opportunity"),
    ("merge", "Merged into Opportunity"),
    ("customer", "Customer Without a Deal"),
]


@dataclass
class ConversionLog:
    """What one run of a conversion did, collected to be written at once.

    It travels in the context. A client can put anything in a context but never
    an instance of this class: whoever finds one knows that server code opened
    it and has checked the conversion before. That holds until the run ends; what
    runs later in the same environment, such as tracking at the end of the
    transaction, converts by itself.
    """

    #: ids of the converted leads
    converted: list[int] = field(default_factory=list)
    #: what each lead was before, as values of its row, by lead id
    snapshots: dict[int, dict] = field(default_factory=dict)
    #: for which lead each new company and person was created, by partner id
    created: dict[int, int] = field(default_factory=dict)
    #: team in whose first stage a lead starts, by lead id
    start_teams: dict[int, int] = field(default_factory=dict)
    #: whether the run is still going on
    is_open: bool = True

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.is_open = False

    @classmethod
    def of(cls, env):
        """Return the open log of an environment, or None."""
        log = env.context.get(LOG_KEY)
        return log if isinstance(log, cls) and log.is_open else None


class CrmPlusConversion(models.Model):
    """One conversion of one lead: who, when, and every record it led to.

    Rows are written by the conversion itself and changed by nobody. A lead has
    one row for each time it was converted; a lead that became a customer
    without a deal and is reopened later gets a second one. Rows follow a lead
    that is merged into another.
    """

    _name = "crm.plus.conversion"
    _description = "Lead Conversion"
    _inherit = ["crm.plus.proof.mixin"]
    _order = "date desc, id desc"
    _rec_name = "lead_name"

    lead_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="cascade")
    lead_name = fields.Char(
        required=True, help="Name of the lead when it was converted."
    )
    date = fields.Datetime("Converted On", required=True, index=True)
    user_id = fields.Many2one("res.users", "Converted By", required=True, index=True)
    mode = fields.Selection(MODES, "Result", required=True, default="opportunity")
    opportunity_id = fields.Many2one(
        "crm.lead",
        index="btree_not_null",
        ondelete="set null",
        help="The deal that came out; a lead that becomes one remains the same record.",
    )
    company_partner_id = fields.Many2one(
        "res.partner", "Customer Company", index="btree_not_null", ondelete="set null"
    )
    is_company_created = fields.Boolean(
        "New Company", help="Unset when an existing company was linked."
    )
    contact_partner_id = fields.Many2one(
        "res.partner", "Contact", index="btree_not_null", ondelete="set null"
    )
    is_contact_created = fields.Boolean(
        "New Contact", help="Unset when an existing person was linked."
    )
    approval_id = fields.Many2one(
        "crm.plus.conversion.approval",
        index="btree_not_null",
        ondelete="set null",
    )
    probability = fields.Float(
        "Chance at Conversion", aggregator="avg", help="In percent."
    )
    salesperson_id = fields.Many2one("res.users", index=True)
    team_id = fields.Many2one("crm.team", "Sales Team", index=True)
    company_id = fields.Many2one("res.company", index=True)
    city = fields.Char()
    country_id = fields.Many2one("res.country")
    source_id = fields.Many2one("utm.source")
    days_to_convert = fields.Float(
        "Days to Convert",
        aggregator="avg",
        help="Days between the creation of the lead and its conversion.",
    )

    @api.model
    def _create_from_log(self, leads, log, mode="opportunity", approval=None):
        """Write the rows of one run.

        :param leads: the converted leads, already linked to their customers
        :param ConversionLog log: what the run created on the way
        :param str mode: result, one of ``MODES``
        :param approval: the request that allowed the run, if one did
        :return: the rows, in the order of the leads
        """
        # sudo: rows are proof of what happened, so that nobody may write them
        # himself; reading the lead's fields needs no more than the run had.
        return (
            self.sudo()
            .create(
                [
                    self._prepare_values(lead, log, mode, approval)
                    for lead in leads.sudo()
                ]
            )
            .sudo(False)
        )

    def _move_to_lead(self, lead):
        """Keep the conversions of merged leads with the one that stays."""
        self.lead_id = lead

    @api.model
    def _prepare_snapshot(self, lead):
        """What a lead is before it is converted.

        Read before, because reading after would make the ORM write each lead
        at once instead of all of them together.
        """
        return {
            "lead_name": lead.name,
            "probability": lead.probability,
            "city": lead.city,
            "country_id": lead.country_id.id,
            "source_id": lead.source_id.id,
            "days_to_convert": max(
                (self.env.cr.now() - lead.create_date) / timedelta(days=1), 0
            ),
        }

    @api.model
    def _prepare_values(self, lead, log, mode, approval):
        partner = lead.partner_id
        company = partner.commercial_partner_id.filtered("is_company")
        contact = partner.filtered(lambda customer: not customer.is_company)
        return {
            **log.snapshots[lead.id],
            "lead_id": lead.id,
            "date": lead.date_conversion or self.env.cr.now(),
            "user_id": approval.requester_id.id if approval else self.env.uid,
            "mode": mode,
            "opportunity_id": lead.id if mode != "customer" else False,
            "company_partner_id": company.id,
            "is_company_created": log.created.get(company.id) == lead.id,
            "contact_partner_id": contact.id,
            "is_contact_created": log.created.get(contact.id) == lead.id,
            "approval_id": approval.id if approval else False,
            "salesperson_id": lead.user_id.id,
            "team_id": lead.team_id.id,
            "company_id": lead.company_id.id,
        }
