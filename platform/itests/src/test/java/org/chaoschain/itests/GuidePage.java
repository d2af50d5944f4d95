// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.osgi.service.component.annotations.Component;

/**
 * A page of the plugin guide whose fenced blocks are a whole plugin: Java files ({@code java}) and
 * the settings of bnd ({@code properties}, beginning with {@code # bnd.bnd}). The code in the page
 * is the code that runs.
 */
final class GuidePage {
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern TYPE = Pattern.compile("(?m)^public .*?(?:class|record) (\\w+)");
  private static final String BND = "# bnd.bnd";

  private final String name;
  private final List<Block> blocks;

  private GuidePage(String name, List<Block> blocks) {
    this.name = name;
    this.blocks = blocks;
  }

  /**
   * A fenced block.
   *
   * @param language the first word after the fence
   * @param line number of its first line in the page, from 1
   */
  private record Block(String language, int line, String text) {}

  /** A page of {@code docs/plugins/points}. */
  static GuidePage read(String name) throws IOException {
    Path folder = Path.of(System.getProperty("chaos.guide")).normalize();
    return of("docs/plugins/points/" + name, Files.readAllLines(folder.resolve(name)));
  }

  static GuidePage of(String name, List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    String language = null;
    int from = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("```") && language == null) {
        language = line.substring(3).strip();
        from = i + 1;
      } else if (line.startsWith("```")) {
        String text = String.join("\n", lines.subList(from, i)) + "\n";
        blocks.add(new Block(language, from + 1, text));
        language = null;
      }
    }
    return new GuidePage(name, List.copyOf(blocks));
  }

  /** The plugin's name. */
  String symbolicName() {
    return settings().getProperty("Bundle-SymbolicName");
  }

  /**
   * Compiles and packs it.
   *
   * @param folder for class files and the jar
   * @param version of the bundle
   * @throws AssertionError with page, line and message of each thing that does not compile, or what
   *     bnd says
   */
  Path plugin(Path folder, String version) throws Exception {
    return plugin(folder, version, Map.of());
  }

  /** The same, with other settings of bnd than the page has. */
  Path plugin(Path folder, String version, Map<String, String> others) throws Exception {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    compile(classes);
    try (Builder bnd = new Builder()) {
      List<File> classpath = new ArrayList<>(List.of(classes.toFile()));
      libraries().forEach(library -> classpath.add(library.toFile()));
      bnd.setClasspath(classpath);
      bnd.setProperties(settings());
      others.forEach(bnd::setProperty);
      bnd.setProperty("Bundle-Version", version);
      bnd.setProperty("-privatepackage", packages());
      bnd.setProperty("-noextraheaders", "true");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (Jar jar = bnd.build()) {
        if (!bnd.getErrors().isEmpty() || !bnd.getWarnings().isEmpty()) {
          throw new AssertionError(name + ": " + bnd.getErrors() + bnd.getWarnings());
        }
        jar.write(bytes);
      }
      return Files.write(
          folder.resolve("%s-%s.jar".formatted(symbolicName(), version)), bytes.toByteArray());
    }
  }

  private Properties settings() {
    Properties settings = new Properties();
    for (Block block : of("properties")) {
      if (block.text().startsWith(BND)) {
        try {
          settings.load(new StringReader(block.text()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    if (!settings.containsKey("Bundle-SymbolicName")) {
      throw new AssertionError(name + " has no block with '" + BND + "' and a Bundle-SymbolicName");
    }
    return settings;
  }

  private String packages() {
    return of("java").stream()
        .map(block -> first(PACKAGE, block))
        .distinct()
        .collect(Collectors.joining(","));
  }

  private List<Block> of(String language) {
    return blocks.stream().filter(block -> block.language().equals(language)).toList();
  }

  private String first(Pattern pattern, Block block) {
    Matcher matcher = pattern.matcher(block.text());
    if (!matcher.find()) {
      throw new AssertionError(
          "%s:%d: the block has no line like %s".formatted(name, block.line(), pattern));
    }
    return matcher.group(1);
  }

  private void compile(Path classes) throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> told = new DiagnosticCollector<>();
    String classpath =
        libraries().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    List<String> options =
        List.of(
            "--release",
            "17",
            "-Xlint:all",
            "-proc:none",
            "-d",
            classes.toString(),
            "-cp",
            classpath);
    try (StandardJavaFileManager files =
        javac.getStandardFileManager(told, Locale.ROOT, StandardCharsets.UTF_8)) {
      javac
          .getTask(null, files, told, options, null, of("java").stream().map(Source::new).toList())
          .call();
    }
    List<String> wrong =
        told.getDiagnostics().stream()
            .filter(each -> each.getSource() instanceof GuidePage.Source)
            .map(this::place)
            .toList();
    if (!wrong.isEmpty()) {
      throw new AssertionError(String.join("\n", wrong));
    }
  }

  private String place(Diagnostic<? extends JavaFileObject> diagnostic) {
    Block block = ((Source) diagnostic.getSource()).block;
    return "%s:%d: %s"
        .formatted(
            name,
            block.line() + diagnostic.getLineNumber() - 1,
            diagnostic.getMessage(Locale.ROOT));
  }

  /** What the packed node brings, and the annotations that a build has. */
  private static List<Path> libraries() {
    List<Path> found = new ArrayList<>();
    Path lib = Packed.home().resolve("lib");
    for (Path folder : List.of(lib, lib.resolve("bundles"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(found::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    try {
      found.add(
          Path.of(Component.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }

  private final class Source extends SimpleJavaFileObject {
    private final Block block;

    Source(Block block) {
      super(
          URI.create(
              "page:///"
                  + Map.entry(first(PACKAGE, block), first(TYPE, block))
                      .toString()
                      .replaceAll("[.=]", "/")
                  + ".java"),
          Kind.SOURCE);
      this.block = block;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return block.text();
    }
  }
}
