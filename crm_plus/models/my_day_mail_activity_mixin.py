from odoo import fields, models


class CrmPlusMyDayMailActivityMixin(models.AbstractModel):
    """Remember the moment an activity was done.

    Stock keeps a date in UTC, which is yesterday or tomorrow for a part of the
    world: too coarse to tell what somebody has done on his own today.
    """

    _name = "crm.plus.my.day.mail.activity.mixin"
    _description = "Completion time of activities"

    done_datetime = fields.Datetime("Done On", readonly=True, copy=False)

    def _action_done(self, feedback=False, attachment_ids=False):
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        done = self.exists().filtered(lambda activity: not activity.active)
        done.done_datetime = fields.Datetime.now()
        return result
