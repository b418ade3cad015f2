package dev.baton;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The laws of the house that a compiler does not check. */
class ArchitectureTest {
    private static final String VECTORS = "jdk.incubator.vector";
    private static final Pattern IMPORT = Pattern.compile("^import (dev\\.baton[\\w.]*);$", Pattern.MULTILINE);
    private static final Pattern LIMIT = Pattern.compile("^max_line_length = (\\d+)$", Pattern.MULTILINE);
    private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");
    /** Types that hosts see; one more is a decision (016). */
    private static final int MOST_EXPORTED = 79;

    private static final JavaClasses KERNEL = new ClassFileImporter()
            .importUrl(Backend.class.getProtectionDomain().getCodeSource().getLocation());

    private static Path home() {
        return Path.of(System.getProperty("dev.baton.home", ".."));
    }

    private static Path sources() {
        return home().resolve("kernel/src/main/java/dev/baton");
    }

    @Test
    void noLineIsLongerThanEditorsAreTold() throws IOException {
        Matcher limit = LIMIT.matcher(Files.readString(home().resolve(".editorconfig")));
        assertThat(limit.find()).as("max_line_length in .editorconfig").isTrue();
        List<Path> folders = new ArrayList<>(List.of(home().resolve("scripts")));
        Matcher modules = MODULE.matcher(Files.readString(home().resolve("pom.xml")));
        while (modules.find()) {
            folders.add(home().resolve(modules.group(1)).resolve("src"));
        }
        assertThat(folders).as("where sources are").hasSizeGreaterThan(4);
        List<String> longer = new ArrayList<>();
        for (Path folder : folders) {
            longer.addAll(longerLines(folder, Integer.parseInt(limit.group(1))));
        }
        assertThat(longer).isEmpty();
    }

    @Test
    void longerLinesAreFoundAndNamed(@TempDir Path folder) throws IOException {
        Path file = Files.createDirectories(folder.resolve("dev/baton")).resolve("Planted.java");
        // A pair of surrogates is one column.
        Files.writeString(file, "\n" + "x".repeat(119) + "\uD83D\uDE00\n    // " + "é".repeat(114) + "\n");
        Files.writeString(folder.resolve("page.html"), "x".repeat(200));

        assertThat(longerLines(folder, 120)).containsExactly(file + ", line 3: 121 columns, expected at most 120");
        assertThat(longerLines(folder, 121)).isEmpty();
        assertThatThrownBy(() -> longerLines(folder.resolve("dev/baton/none"), 120))
                .isInstanceOf(NoSuchFileException.class);
    }

    private static List<String> longerLines(Path folder, int most) throws IOException {
        List<String> longer = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    int columns = lines.get(i).codePointCount(0, lines.get(i).length());
                    if (columns > most) {
                        longer.add(file + ", line " + (i + 1) + ": " + columns + " columns, expected at most " + most);
                    }
                }
            }
        }
        return longer;
    }

    @Test
    void noMethodHasFifteenParameters() {
        List<String> methods = KERNEL.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
                .map(method -> method.getRawParameterTypes().size() + " " + method.getFullName())
                .toList();
        assertThat(methods).hasSizeGreaterThan(1000);
        assertThat(methods).noneMatch(method -> Integer.parseInt(method.substring(0, method.indexOf(' '))) >= 15);
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

    /**
     * Each package and the packages of the kernel it may use; all but simd may use the root, which knows the backends.
     */
    @ParameterizedTest
    @CsvSource({
        "ops,    ops simd",
        "rng,    rng ops simd",
        "env,    env rng ops simd",
        "dynamics, dynamics parallel env rng ops",
        "nn,     nn ops",
        "nn.pass, nn.pass nn rng ops",
        "policy.choice, policy.choice rng ops simd",
        "policy, policy policy.choice nn nn.pass env rng ops simd",
        "exact,  exact policy env rng ops simd",
        "parallel, parallel",
        "run,    run parallel policy dynamics env ops",
        "descent, descent parallel policy.choice nn nn.pass rng ops",
        "learn,  learn descent run parallel exact policy policy.choice nn nn.pass dynamics env rng ops",
        "offline, offline learn descent run parallel policy policy.choice nn nn.pass env rng ops",
        "study,  study learn run parallel exact policy env rng ops",
    })
    void arrows(String from, String allowed) {
        String[] packages = ("dev.baton " + allowed).split(" ", -1);
        for (int i = 1; i < packages.length; i++) {
            packages[i] = "dev.baton." + packages[i];
        }
        assertUsesOnly("dev.baton." + from, packages);
    }

    @Test
    void arrowsOfTheRootAndOfTheMachinesVectors() {
        assertUsesOnly("dev.baton", "dev.baton", "dev.baton.simd");
        assertUsesOnly("dev.baton.simd", "dev.baton.simd");
    }

    private static void assertUsesOnly(String from, String... packages) {
        assertThat(KERNEL.contain(from + ".package-info")).isTrue();
        classes().that(resideInAPackage(from))
                .should()
                .onlyDependOnClassesThat(resideInAPackage("dev.baton..").negate().or(resideInAnyOf(packages)))
                .check(KERNEL);
    }

    private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> resideInAnyOf(String[] packages) {
        return JavaClass.Predicates.resideInAnyPackage(packages);
    }

    @Test
    void onlyOfflineAndStudyUseLearnNobodyUsesThemAndNothingGoesInCircles() {
        noClasses()
                .that(resideInAnyOf(new String[] {"dev.baton.learn", "dev.baton.offline", "dev.baton.study"}).negate())
                .should()
                .dependOnClassesThat(resideInAPackage("dev.baton.learn"))
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

    /** What a host can see of the kernel is made of what it can see, and of the JDK without its incubator. */
    @Test
    void exportedTypesMentionNothingThatIsNotExported() throws IOException {
        Set<String> exported = exported();
        TreeSet<String> mentions = new TreeSet<>();
        int checked = 0;
        for (JavaClass type : KERNEL) {
            if (!exported.contains(type.getPackageName()) || !isVisible(type)) {
                continue;
            }
            checked++;
            Set<JavaClass> mentioned = new HashSet<>();
            type.getSuperclass().ifPresent(t -> mentioned.addAll(t.getAllInvolvedRawTypes()));
            type.getInterfaces().forEach(t -> mentioned.addAll(t.getAllInvolvedRawTypes()));
            for (JavaCodeUnit unit : type.getCodeUnits()) {
                if (visible(unit.getModifiers())) {
                    unit.getParameterTypes().forEach(t -> mentioned.addAll(t.getAllInvolvedRawTypes()));
                    mentioned.addAll(unit.getReturnType().getAllInvolvedRawTypes());
                    mentioned.addAll(unit.getExceptionTypes());
                }
            }
            for (JavaField field : type.getFields()) {
                if (visible(field.getModifiers())) {
                    mentioned.addAll(field.getType().getAllInvolvedRawTypes());
                }
            }
            for (JavaClass other : mentioned) {
                JavaClass element = other.getBaseComponentType();
                String home = element.getPackageName();
                boolean jdk = element.isPrimitive() || home.startsWith("java.");
                if (!jdk && !(exported.contains(home) && isVisible(element))) {
                    mentions.add(type.getFullName() + " mentions " + element.getFullName());
                }
            }
        }
        assertThat(mentions).isEmpty();
        assertThat(checked).as("exported types").isGreaterThan(50);
    }

    /** What a host may use is used by a test as a host uses it: from another package, which has to import it. */
    @Test
    void everyExportedTypeIsUsedByATestFromOutsideItsPackage() throws IOException {
        Set<String> used = new HashSet<>();
        try (Stream<Path> files = Files.walk(home().resolve("kernel/src/test/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Matcher imports = IMPORT.matcher(Files.readString(file));
                while (imports.find()) {
                    used.add(imports.group(1));
                }
            }
        }
        Set<String> exported = exported();
        TreeSet<String> types = KERNEL.stream()
                .filter(type -> exported.contains(type.getPackageName()) && isPublic(type))
                .filter(type -> type.getEnclosingClass().isEmpty())
                .map(JavaClass::getFullName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(types).as("decision 016 counts them").hasSizeBetween(40, MOST_EXPORTED);
        types.removeAll(used);
        assertThat(types).as("exported and used by no test from outside").isEmpty();
    }

    private static Set<String> exported() throws IOException {
        try (InputStream in =
                Files.newInputStream(sources().resolve("../../../../../target/classes/module-info.class"))) {
            ModuleDescriptor descriptor = ModuleDescriptor.read(in);
            assertThat(descriptor.requires())
                    .as("what a host has to have")
                    .filteredOn(r -> !r.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                    .allMatch(r -> r.name().startsWith("java.") || r.name().equals("jdk.management"));
            return descriptor.exports().stream()
                    .filter(e -> !e.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());
        }
    }

    private static boolean isVisible(JavaClass type) {
        return isPublic(type)
                && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC);
    }

    private static boolean visible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }
}
