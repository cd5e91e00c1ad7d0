import {Chatter} from "@mail/chatter/web_portal/chatter";
import {patch} from "@web/core/utils/patch";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

// Private notes stand beside "Log note", which all readers of the record read.
patch(Chatter.prototype, {
    setup() {
        super.setup(...arguments);
        this.noteAction = useService("action");
    },

    get hasPrivateNotes() {
        return "note_ids" in (this.props.record?.activeFields ?? {});
    },

    async onClickPrivateNote() {
        if (!this.props.threadId && !(await this.props.saveRecord?.())) {
            return;
        }
        await this.noteAction.doActionButton({
            type: "object",
            name: "action_add_private_note",
            resModel: this.props.threadModel,
            resId: this.props.record.resId,
            resIds: [this.props.record.resId],
            context: user.context,
            onClose: () => this.reloadParentView(),
        });
    },
});
