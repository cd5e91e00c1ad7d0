from odoo.fields import Datetime

from .common import CrmPlusCase

NUMBER = "+32456001122"
NUMBER_LOCAL = "0456 00 11 22"
NUMBER_OTHER = "+32456334455"


class PhoneCallCase(CrmPlusCase):
    """Builders of phone calls; the company sits in Belgium."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        belgium = cls.env.ref("base.be")
        (cls.company | cls.company_other).country_id = belgium
        cls.Call = cls.env["crm.plus.phone.call"]
        cls.env["ir.config_parameter"].set_param(
            "crm_plus.missed_call_response_minutes", "60"
        )

    @classmethod
    def _create_calls(cls, count=1, **values):
        """Create ``count`` held outgoing calls of ``user_own``.

        :param int count: how many
        :param values: field values that replace the defaults
        :return: ``crm.plus.phone.call`` recordset
        """
        defaults = {
            "user_id": cls.user_own.id,
            "state": "held",
            "outcome": "answered",
            "date_start": Datetime.to_datetime("2026-03-02 09:00:00"),
        }
        return cls.Call.create(
            [
                {"name": f"Call {number}", **defaults, **values}
                for number in range(1, count + 1)
            ]
        )

    @classmethod
    def _create_contact(cls, name="Sara Ahmadi", phone=NUMBER, **values):
        return cls.env["res.partner"].create({"name": name, "phone": phone, **values})

    @classmethod
    def _create_missed(cls, **values):
        return cls._create_calls(
            **{
                "direction": "inbound",
                "state": "missed",
                "outcome": False,
                "phone": NUMBER,
                **values,
            }
        )
