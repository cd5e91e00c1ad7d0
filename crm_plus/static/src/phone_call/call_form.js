import {registry} from "@web/core/registry";
import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";

/**
 * The form of a phone call comes filled in, so stock would save a new one on leaving
 * the page although nobody touched it. A call that was never logged must not appear in
 * the history, on the calendar or as the answer to a missed call.
 */
export class PhoneCallFormController extends FormController {
    get modelParams() {
        const params = super.modelParams;
        params.hooks.onRootLoaded = this.onRootLoaded.bind(this);
        return params;
    }

    /** The form that asks what came of a call; what it proposes is not saved unasked. */
    get asksForResult() {
        return Boolean(this.props.context.crm_plus_log_result);
    }

    /** Proposes that the call was held: its onchange fills in the rest. */
    async onRootLoaded(root) {
        if (this.asksForResult && ["planned", "ongoing"].includes(root.data.state)) {
            await root.update({state: "held"});
        }
    }

    async beforeVisibilityChange() {
        const {root} = this.model;
        if (this.asksForResult || (root.isNew && !(await root.isDirty()))) {
            return;
        }
        return super.beforeVisibilityChange(...arguments);
    }

    async beforeUnload() {
        if (this.asksForResult || this.isNewAndUntouched()) {
            return;
        }
        return super.beforeUnload(...arguments);
    }

    /** Ask without waiting: the page may be gone at the next tick. */
    isNewAndUntouched() {
        const {model} = this;
        if (!model.root.isNew || model.root.dirty) {
            return false;
        }
        // What is being typed right now makes the record dirty.
        model._urgentSave = true;
        model.bus.trigger("WILL_SAVE_URGENTLY");
        model._urgentSave = false;
        return !model.root.dirty;
    }
}

registry.category("views").add("crm_plus_phone_call_form", {
    ...formView,
    Controller: PhoneCallFormController,
});
