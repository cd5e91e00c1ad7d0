import {registry} from "@web/core/registry";
import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";

/**
 * The form of a phone call comes filled in, so stock would save a new one on leaving
 * the page although nobody touched it. A call that was never logged must not appear in
 * the history, on the calendar or as the answer to a missed call.
 */
export class PhoneCallFormController extends FormController {
    async beforeVisibilityChange() {
        const {root} = this.model;
        if (root.isNew && !(await root.isDirty())) {
            return;
        }
        return super.beforeVisibilityChange(...arguments);
    }

    async beforeUnload() {
        if (this.isNewAndUntouched()) {
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
