package dev.baton.cli.option;

import java.lang.reflect.RecordComponent;

/**
 * The components of records by name. They are looked up once for each class: Java makes new ones at every request, and
 * code for each of those.
 */
public final class RecordValues {
    private static final ClassValue<RecordComponent[]> COMPONENTS = new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
            return type.getRecordComponents();
        }
    };

    private RecordValues() {}

    /** Returns a record's components in their order, no copy. */
    public static RecordComponent[] components(Record record) {
        return COMPONENTS.get(record.getClass());
    }

    /** Returns what a record holds in one of its {@link #components}. */
    public static Object value(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
