// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The jar of a bundle, compiled of a few lines. */
final class SourceBundle {
  private final Manifest manifest = new Manifest();
  private final Map<String, String> sources = new LinkedHashMap<>();

  SourceBundle(String name) {
    header("Manifest-Version", "1.0");
    header("Bundle-ManifestVersion", "2");
    header("Bundle-SymbolicName", name);
  }

  SourceBundle header(String name, String value) {
    manifest.getMainAttributes().putValue(name, value);
    return this;
  }

  /** A class that says something: {@code public static String say()}. */
  SourceBundle says(String className, String expression) {
    int dot = className.lastIndexOf('.');
    sources.put(
        className,
        "package %s; public class %s { public static String say() { return %s; } }"
            .formatted(className.substring(0, dot), className.substring(dot + 1), expression));
    return this;
  }

  /** Writes the jar, compiled against those before. */
  Path write(Path jar, Path... before) throws IOException {
    Path classes = Files.createTempDirectory(jar.getParent(), "classes");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> path = new ArrayList<>();
    for (Path each : before) {
      path.add(each.toString());
    }
    List<JavaFileObject> files = new ArrayList<>();
    sources.forEach((name, text) -> files.add(new Source(name, text)));
    List<String> options =
        List.of(
            "-d",
            classes.toString(),
            "-proc:none",
            "-cp",
            String.join(java.io.File.pathSeparator, path));
    if (!files.isEmpty()) {
      assertThat(compiler.getTask(null, null, null, options, null, files).call()).isTrue();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
      for (String name : sources.keySet()) {
        String entry = name.replace('.', '/') + ".class";
        out.putNextEntry(new ZipEntry(entry));
        out.write(Files.readAllBytes(classes.resolve(entry)));
      }
    }
    return Files.write(jar, bytes.toByteArray());
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
