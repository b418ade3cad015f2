package dev.baton;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.baton.ops.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The laws of the house that a compiler does not check. */
class ArchitectureTest {
    private static final String VECTORS = "jdk.incubator.vector";
    private static final JavaClasses KERNEL = new ClassFileImporter()
            .importUrl(Backend.class.getProtectionDomain().getCodeSource().getLocation());

    private static Path sources() {
        Path home = Path.of(System.getProperty("dev.baton.home", ".."));
        return home.resolve("kernel/src/main/java/dev/baton");
    }

    @Test
    void onlySimdFilesImportTheVectorApi() throws IOException {
        List<String> others = new ArrayList<>();
        int simd = 0;
        try (Stream<Path> files = Files.walk(sources())) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                boolean imports = Files.readString(file).contains("import " + VECTORS);
                boolean named = file.getFileName().toString().startsWith("Simd");
                simd += imports && named ? 1 : 0;
                if (imports && !named) {
                    others.add(file.toString());
                }
            }
        }
        assertThat(others).isEmpty();
        assertThat(simd).as("files that do").isPositive();
    }

    /** The same by the compiled classes, which also sees names written in full. */
    @Test
    void onlySimdClassesUseTheVectorApi() {
        TreeSet<String> users = new TreeSet<>();
        for (JavaClass type : KERNEL) {
            boolean uses = type.getDirectDependenciesFromSelf().stream()
                    .anyMatch(d -> d.getTargetClass().getPackageName().startsWith(VECTORS));
            if (uses) {
                users.add(outermost(type).getSimpleName());
            }
        }
        assertThat(users).isNotEmpty().allMatch(name -> name.startsWith("Simd"));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    /** Each package and the packages of the kernel it may use. */
    @ParameterizedTest
    @CsvSource({
        "simd,   simd",
        "ops,    ops simd",
        "rng,    rng ops simd",
        "env,    env rng ops simd",
        "nn,     nn rng ops",
        "policy, policy nn env rng ops simd",
        "exact,  exact policy env rng ops simd",
        "train,  train exact policy nn env rng ops",
        "offline, offline train policy nn env rng ops",
        "study,  study train exact policy env rng ops",
    })
    void arrows(String from, String allowed) {
        String[] packages = allowed.split(" ", -1);
        for (int i = 0; i < packages.length; i++) {
            packages[i] = "dev.baton." + packages[i];
        }
        assertThat(KERNEL.contain("dev.baton." + from + ".package-info")).isTrue();
        classes().that(resideInAPackage("dev.baton." + from))
                .should()
                .onlyDependOnClassesThat(resideInAPackage("dev.baton..").negate().or(resideInAnyOf(packages)))
                .check(KERNEL);
    }

    private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> resideInAnyOf(String[] packages) {
        return JavaClass.Predicates.resideInAnyPackage(packages);
    }

    @Test
    void onlyOfflineAndStudyUseTrainNobodyUsesThemAndNothingGoesInCircles() {
        noClasses()
                .that(resideInAnyOf(new String[] {"dev.baton.train", "dev.baton.offline", "dev.baton.study"}).negate())
                .should()
                .dependOnClassesThat(resideInAPackage("dev.baton.train"))
                .check(KERNEL);
        for (String last : List.of("dev.baton.study", "dev.baton.offline")) {
            noClasses()
                    .that(resideInAPackage(last).negate())
                    .should()
                    .dependOnClassesThat(resideInAPackage(last))
                    .check(KERNEL);
        }
        SlicesRuleDefinition.slices().matching("dev.baton.(*)..").should().beFreeOfCycles().check(KERNEL);
    }

    @Test
    void exportedClassesDoNotMentionVectors() {
        List<String> mentions = new ArrayList<>();
        int checked = 0;
        for (JavaClass type : KERNEL) {
            if (type.getPackageName().equals("dev.baton.simd") || !isPublic(type)) {
                continue;
            }
            for (JavaCodeUnit unit : type.getCodeUnits()) {
                if (visible(unit.getModifiers())) {
                    checked++;
                    List<JavaClass> types = new ArrayList<>(unit.getRawParameterTypes());
                    types.add(unit.getRawReturnType());
                    if (types.stream().anyMatch(t -> t.getBaseComponentType().getPackageName().startsWith(VECTORS))) {
                        mentions.add(unit.getFullName());
                    }
                }
            }
            for (JavaField field : type.getFields()) {
                boolean vector = field.getRawType().getBaseComponentType().getPackageName().startsWith(VECTORS);
                if (visible(field.getModifiers()) && vector) {
                    mentions.add(field.getFullName());
                }
            }
        }
        assertThat(mentions).isEmpty();
        assertThat(checked).as("methods of exported classes").isGreaterThan(50);
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC);
    }

    private static boolean visible(java.util.Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }
}
