"""Builders shared by the tests of outcomes."""

from odoo.tests import Form

from .common import CrmPlusCase


class OutcomeCase(CrmPlusCase):
    """A pipeline of three open stages and a won one, reasons, and one lead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Stages of the teams of these tests only: whatever stages the database
        # has besides stay out of the way.
        cls.teams = cls.team_a | cls.team_b
        cls.env["crm.stage"].search([]).write({"team_ids": [(4, cls.team_other.id)]})
        cls.stage_one, cls.stage_two, cls.stage_three, cls.stage_won = cls.env[
            "crm.stage"
        ].create(
            [
                {"name": name, "sequence": sequence, "is_won": name == "Done"}
                for sequence, name in enumerate(["New", "Talk", "Offer", "Done"])
            ]
        )
        cls.group_price = cls.env["crm.plus.lost.reason.group"].create(
            {"name": "Money"}
        )
        cls.reason_price, cls.reason_timing = cls.env["crm.lost.reason"].create(
            [
                {"name": "Far too dear", "group_id": cls.group_price.id},
                {
                    "name": "Not this year",
                    "recontact_delay": 6,
                    "recontact_unit": "month",
                },
            ]
        )
        cls.reason_won = cls.env["crm.plus.won.reason"].create({"name": "Service"})
        cls.lead = cls._create_leads()

    @classmethod
    def _create_leads(cls, count=1, **values):
        return super()._create_leads(
            count,
            **{
                "stage_id": cls.stage_two.id,
                "expected_revenue": 1000,
                "city": "Isfahan",
                **values,
            },
        )

    @classmethod
    def _open_lost(cls, leads, user):
        """Return the Lost dialog of ``user`` on ``leads``, not yet saved."""
        return Form(
            cls.env["crm.lead.lost"]
            .with_user(user)
            .with_context(default_lead_ids=leads.ids)
        )

    @classmethod
    def _open_restore(cls, leads, user, **values):
        """Return the Restore dialog of ``user`` on ``leads``."""
        return (
            cls.env["crm.lead.restore"]
            .with_user(user)
            .create({"lead_ids": [(6, 0, leads.ids)], **values})
        )

    @classmethod
    def _date_lead(cls, leads, date):
        """Pretend that the leads were created at ``date``."""
        leads.flush_recordset()
        cls.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id IN %s",
            (date, tuple(leads.ids)),
        )
        leads.invalidate_recordset()
