import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Rewrites a jar so that no class in it is older than Java 8: same code, with the frames that newer verifiers ask for.
 * Java's ahead-of-time cache takes no class of Java 5, and loading two hundred of them the old way is a third of a
 * second of every start. Says nothing if all goes well; else the jar is as it was.
 */
void main(String[] args) throws IOException {
    Path path = Path.of(args[0]);
    Path raised = path.resolveSibling(path.getFileName() + ".new");
    try (JarFile jar = new JarFile(path.toFile())) {
        if (write(jar, raised) > 0) {
            Files.move(raised, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    } finally {
        Files.deleteIfExists(raised);
    }
}

/** Writes the raised jar and returns how many classes were raised. */
int write(JarFile jar, Path to) throws IOException {
    // With a pool of its own each method is written anew, with its frames, rather than copied.
    ClassFile format = ClassFile.of(
            ClassFile.ConstantPoolSharingOption.NEW_POOL,
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(name -> inJar(jar, name))
                    .orElse(ClassHierarchyResolver.defaultResolver())));
    int raised = 0;
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            byte[] bytes;
            try (InputStream in = jar.getInputStream(entry)) {
                bytes = in.readAllBytes();
            }
            if (entry.getName().endsWith(".class")) {
                ClassModel model = format.parse(bytes);
                if (model.majorVersion() < ClassFile.JAVA_6_VERSION) {
                    bytes = format.transformClass(model, (builder, element) -> builder.with(
                            element instanceof ClassFileVersion
                                    ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0)
                                    : element));
                    raised++;
                }
            }
            JarEntry copy = new JarEntry(entry.getName());
            copy.setTime(entry.getTime());
            out.putNextEntry(copy);
            out.write(bytes);
            out.closeEntry();
        }
    }
    return raised;
}

/** Returns the class's file in the jar; null if it is of another. */
InputStream inJar(JarFile jar, ClassDesc name) {
    String binary = name.descriptorString();
    JarEntry entry = jar.getJarEntry(binary.substring(1, binary.length() - 1) + ".class");
    try {
        return entry == null ? null : jar.getInputStream(entry);
    } catch (IOException e) {
        throw new UncheckedIOException(e);
    }
}
