// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.ReferenceCounted;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
import org.osgi.service.component.annotations.Component;

/**
 * A small project in a folder of its own, made for one test: poms, sources, and what a build makes
 * of them. The scan of the real project never sees it.
 */
final class FixtureProject {
  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:class|interface|record|enum) (\\w+)");
  private static final Pattern PACKAGE = Pattern.compile("\\bpackage ([\\w.]+);");

  private final Path root;
  private final Map<String, Module> modules = new TreeMap<>();

  FixtureProject(Path root) {
    this.root = root;
  }

  /** The module at a folder; made on the first call, with the names that its folder asks for. */
  Module module(String folder) {
    return modules.computeIfAbsent(folder, Module::new);
  }

  /** Writes, compiles and reads everything. */
  Reactor built() {
    try {
      StringBuilder list = new StringBuilder();
      for (Module module : modules.values()) {
        module.write();
        list.append("<module>").append(module.folder).append("</module>");
      }
      write(
          root.resolve("pom.xml"),
          "<project><artifactId>fixture</artifactId><modules>" + list + "</modules></project>");
      compile();
      for (Module module : modules.values()) {
        module.writeManifest();
      }
      return Reactor.read(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * All modules in one run of javac, each into its own folder, so that they may refer to each
   * other.
   */
  private void compile() throws IOException {
    Path all = Files.createDirectories(root.resolve("compiled"));
    List<Path> files = new ArrayList<>();
    modules.values().forEach(module -> files.addAll(module.written));
    if (!files.isEmpty()) {
      javac(List.of("-d", all.toString(), "-classpath", libraries()), files);
    }
    for (Module module : modules.values()) {
      module.takeClasses(all);
    }
  }

  private static void javac(List<String> options, List<Path> files) throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter output = new StringWriter();
    List<String> all = new ArrayList<>(List.of("--release", "17", "-proc:none", "-Xlint:none"));
    all.addAll(options);
    try (StandardJavaFileManager manager = javac.getStandardFileManager(null, null, null)) {
      boolean compiled =
          javac
              .getTask(output, manager, null, all, null, manager.getJavaFileObjectsFromPaths(files))
              .call();
      if (!compiled) {
        throw new IllegalStateException("the fixture does not compile:\n" + output);
      }
    }
  }

  private static String libraries() {
    return List.of(
            Channel.class,
            ByteBuf.class,
            ReferenceCounted.class,
            Export.class,
            Version.class,
            Component.class)
        .stream()
        .map(FixtureProject::jarOf)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String jarOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /** A module of the project. */
  final class Module {
    private final String folder;
    private final List<String> sources = new ArrayList<>();
    private final List<Path> written = new ArrayList<>();
    private final Map<String, String> files = new TreeMap<>();
    private final StringBuilder dependencies = new StringBuilder();
    private final List<String> moduleExports = new ArrayList<>();
    private final List<String> manifestExports = new ArrayList<>();
    private final List<String> manifestLines = new ArrayList<>();
    private String name;
    private String artifactId;

    private Module(String folder) {
      this.folder = folder;
      this.name = Names.symbolicName(folder);
      this.artifactId = folder.replaceFirst("^(bundles|platform)/", "").replace('/', '-');
    }

    Module named(String symbolicName) {
      name = symbolicName;
      return this;
    }

    Module artifact(String id) {
      artifactId = id;
      return this;
    }

    /**
     * A Java file; its package and type say where it belongs. The license line is put before it.
     */
    Module source(String text) {
      sources.add("// SPDX-License-Identifier: Apache-2.0\n" + text);
      return this;
    }

    /** A Java file as it stands. */
    Module rawSource(String text) {
      sources.add(text);
      return this;
    }

    /** Exports a package everywhere: module-info, package-info, manifest. */
    Module exporting(String packageName) {
      moduleExports.add(packageName);
      manifestExports.add(packageName);
      return source(
          "@org.osgi.annotation.bundle.Export @org.osgi.annotation.versioning.Version(\"1.0.0\") package "
              + packageName
              + ";");
    }

    /** Exports a package everywhere but in a package-info, of which there is none. */
    Module exportingWithoutPackageInfo(String packageName) {
      moduleExports.add(packageName);
      manifestExports.add(packageName);
      return this;
    }

    Module exportingInModuleInfoOnly(String packageName) {
      moduleExports.add(packageName);
      return this;
    }

    /** A file beside the pom. */
    Module file(String name, String text) {
      files.put(name, text);
      return this;
    }

    Module manifestLine(String line) {
      manifestLines.add(line);
      return this;
    }

    Module dependsOn(String group, String artifact, String scope) {
      dependencies.append(
          "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><scope>%s</scope></dependency>"
              .formatted(group, artifact, scope));
      return this;
    }

    /** Back to the project. */
    FixtureProject and() {
      return FixtureProject.this;
    }

    private Path base() {
      return root.resolve(folder);
    }

    private void write() throws IOException {
      FixtureProject.write(
          base().resolve("pom.xml"),
          """
          <project><artifactId>%s</artifactId><properties><bundle.name>%s</bundle.name></properties>
          <dependencies>%s</dependencies></project>
          """
              .formatted(artifactId, name, dependencies));
      for (Map.Entry<String, String> file : files.entrySet()) {
        FixtureProject.write(base().resolve(file.getKey()), file.getValue());
      }
      for (String text : sources) {
        Matcher inPackage = PACKAGE.matcher(text);
        Matcher declared = DECLARED.matcher(text);
        String packageName = inPackage.find() ? inPackage.group(1) : "";
        String file = declared.find() ? declared.group(1) : "package-info";
        written.add(
            FixtureProject.write(
                base()
                    .resolve("src/main/java")
                    .resolve(packageName.replace('.', '/'))
                    .resolve(file + ".java"),
                text));
      }
    }

    private void takeClasses(Path all) throws IOException {
      Path output = Files.createDirectories(base().resolve("target/classes"));
      for (Path file : written) {
        Path inSources = base().resolve("src/main/java").relativize(file);
        String type = inSources.getFileName().toString().replace(".java", "");
        Path from = all.resolve(inSources).getParent();
        Path to = Files.createDirectories(output.resolve(inSources).getParent());
        try (var classes = Files.newDirectoryStream(from, type + "{,$*}.class")) {
          for (Path each : classes) {
            Files.copy(each, to.resolve(each.getFileName()));
          }
        }
      }
      Files.write(output.resolve("module-info.class"), ModuleInfoFile.of(name, moduleExports));
    }

    private void writeManifest() throws IOException {
      List<String> lines =
          new ArrayList<>(List.of("Manifest-Version: 1.0", "Bundle-SymbolicName: " + name));
      if (!manifestExports.isEmpty()) {
        lines.add("Export-Package: " + String.join(",", manifestExports));
      }
      lines.addAll(manifestLines);
      FixtureProject.write(
          base().resolve("target/classes/META-INF/MANIFEST.MF"), String.join("\n", lines) + "\n");
    }
  }
}
