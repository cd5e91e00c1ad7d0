import {Activity} from "@mail/core/common/activity_model";
import {assignIn} from "@mail/utils/common/misc";
import {patch} from "@web/core/utils/patch";

patch(Activity, {
    _insert(data) {
        const activity = super._insert(...arguments);
        assignIn(activity, data, ["can_log_call"]);
        return activity;
    },
});

patch(Activity.prototype, {
    /** Open the log form of the call this activity asks for; saving it closes the activity. */
    async logCall() {
        const {action, orm} = this.store.env.services;
        const logForm = await orm.call("mail.activity", "action_log_call", [[this.id]]);
        await new Promise((resolve) => action.doAction(logForm, {onClose: resolve}));
    },
});
