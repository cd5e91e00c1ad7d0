import {Activity} from "@mail/core/web/activity";
import {ActivityListPopoverItem} from "@mail/core/web/activity_list_popover_item";
import {patch} from "@web/core/utils/patch";

patch(Activity.prototype, {
    async onClickMarkAsDone() {
        if (!this.props.activity.can_log_call) {
            return super.onClickMarkAsDone(...arguments);
        }
        const thread = this.thread;
        await this.props.activity.logCall();
        this.props.onActivityChanged(thread);
        await thread.fetchNewMessages();
    },
});

patch(ActivityListPopoverItem.prototype, {
    async onClickMarkAsDone() {
        if (!this.props.activity.can_log_call) {
            return super.onClickMarkAsDone(...arguments);
        }
        // The popover closes with the dialog: what is needed afterwards is kept.
        const {activity, onActivityChanged} = this.props;
        this.props.onClickEditActivityButton();
        await activity.logCall();
        onActivityChanged?.();
    },
});
