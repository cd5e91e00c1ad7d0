from odoo import models


class CrmPlusAuditorPostMixin(models.AbstractModel):
    """Keep auditors from posting where reading is enough to post.

    Stands before the model whose ``_mail_post_access`` is ``read``. What follows
    from posting, as planning an activity, is kept from them too.
    """

    _name = "crm.plus.auditor.post.mixin"
    _description = "Posts of an auditor"

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        operations = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        if message_operation == "create" and self.env.user._is_auditor_only():
            return dict.fromkeys(operations, "write")
        return operations
