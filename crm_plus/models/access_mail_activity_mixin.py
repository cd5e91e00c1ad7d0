from odoo import api, models


class CrmPlusAccessMailActivityMixin(models.AbstractModel):
    """Let an auditor find the activities of the documents he reads.

    Stock finds activities only on documents one may post on.
    """

    _name = "crm.plus.access.mail.activity.mixin"
    _description = "Activities an auditor reads"

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        bypass_access=False,
        **kwargs,
    ):
        is_auditor = self.env.user.has_group("crm_plus.group_auditor")
        if self.env.su or bypass_access or not is_auditor:
            return super()._search(
                domain, offset, limit, order, bypass_access=bypass_access, **kwargs
            )
        self.browse().check_access("read")
        query = super()._search(domain, order=order, bypass_access=True, **kwargs)
        readable = self.browse(query)._filtered_access("read")
        stop = offset + limit if limit else None
        return readable[offset:stop]._as_query(bool(order))
