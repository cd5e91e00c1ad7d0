from odoo.addons.crm_plus.tests.common import CrmPlusCase


class ConversionCase(CrmPlusCase):
    """Leads of ``user_own`` in ``team_a``, which sets no rules at first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The team's own stages, so that "the first one" cannot depend on data.
        cls.stage_first, cls.stage_second = cls.env["crm.stage"].create(
            [
                {"name": "Incoming", "sequence": -10, "team_ids": cls.team_a.ids},
                {"name": "Qualified", "sequence": -9, "team_ids": cls.team_a.ids},
            ]
        )

    @classmethod
    def _create_lead(cls, **values):
        """A lead of Mina at Zarrinpump, e-mail at a domain of its own."""
        return cls._create_leads(
            **{
                "name": "Water pumps",
                "type": "lead",
                "contact_name": "Mina Rad",
                "partner_name": "Zarrinpump GmbH",
                "email_from": "mina@zarrinpump-pumps.example",
                "phone": "+49 30 123456",
                "probability": 20.0,
                "automated_probability": 20.0,
                **values,
            }
        )

    def _wizard(self, lead, user=None, **values):
        """The conversion dialog of a lead as a user sees it."""
        return (
            self.env["crm.lead2opportunity.partner"]
            .with_user(user or self.user_own)
            .with_context(
                active_model="crm.lead", active_id=lead.id, active_ids=lead.ids
            )
            .create(values)
        )

    def _request(self, lead, **values):
        """Ask for approval as the lead's seller."""
        self._wizard(lead, **values).action_request_approval()
        return lead.conversion_pending_id

    def _partners(self, name):
        return self.env["res.partner"].search([("name", "=", name)])

    def _preview_text(self, wizard):
        return " ".join(wizard.preview.striptags().split())


class ApprovalCase(ConversionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_a.conversion_min_probability = 30

    def _activities(self, approval):
        return self.env["mail.activity"].search(
            [("res_model", "=", approval._name), ("res_id", "=", approval.id)]
        )
