package dev.baton.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The command line's rooms: arrows point down. */
class RoomsTest {
    private static final String ROOT = "dev.baton.cli";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());

    /** From the lowest to the highest; above them all is the root, which starts the program. */
    private static final List<String> ROOMS =
            List.of("process", "print", "option", "remark", "folder", "log", "study", "sweep", "report", "command");

    @Test
    void everyClassHasARoom() {
        TreeSet<String> rooms = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (!type.getPackageName().isEmpty() && !type.getPackageName().equals(ROOT)) {
                rooms.add(type.getPackageName());
            }
        }
        assertThat(rooms).containsExactlyInAnyOrderElementsOf(ROOMS.stream().map(room -> ROOT + "." + room).toList());
    }

    @Test
    void noRoomKnowsOneAboveIt() {
        for (int room = 0; room < ROOMS.size(); room++) {
            for (int above = room + 1; above < ROOMS.size(); above++) {
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + "." + ROOMS.get(room))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(ROOT + "." + ROOMS.get(above))
                        .check(CLASSES);
            }
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + ROOMS.get(room))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT)
                    .check(CLASSES);
        }
    }
}
