from odoo import api, fields, models

from odoo.addons.iap.tools import iap_tools

from ..core.company_name import company_key


class CrmPlusConversionPartnerMixin(models.AbstractModel):
    """Keys by which a conversion finds a company before it creates one."""

    _name = "crm.plus.conversion.partner.mixin"
    _description = "Keys to match a contact"

    match_name_key = fields.Char(
        "Company Name Key",
        compute="_compute_match_name_key",
        store=True,
        index="btree_not_null",
        export_string_translation=False,
    )
    match_email_domain = fields.Char(
        "Email Domain Key",
        compute="_compute_match_email_domain",
        store=True,
        index="btree_not_null",
        export_string_translation=False,
    )

    @api.depends("name", "is_company")
    def _compute_match_name_key(self):
        for partner in self:
            partner.match_name_key = partner.is_company and company_key(partner.name)

    @api.depends("email_normalized")
    def _compute_match_email_domain(self):
        for partner in self:
            criterion = iap_tools.mail_prepare_for_domain_search(
                partner.email_normalized
            )
            # For free mail providers stock returns the whole address: no domain.
            is_domain = criterion and criterion.startswith("@")
            partner.match_email_domain = is_domain and criterion
