package io.journeyhouse.jobs.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.journeyhouse.common.keys.Hashes;
import io.journeyhouse.common.run.CrashPoint;
import io.journeyhouse.common.run.DateWindow;
import io.journeyhouse.jobs.workspace.AudienceConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * One audience's file of a day, {@code exports/<audience>/<date>/<audience>.csv}, and the {@code
 * manifest.json} beside it. Both are written under another name and moved into place, the manifest
 * last: a file without a manifest is not finished, and where an older file is replaced its manifest
 * goes first. The same rows give the same bytes.
 */
final class AudienceFile {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path workspace;
  private final Definition definition;
  private final Path folder;
  private final Path csv;
  private final Path manifest;
  private final Instant asOf;

  AudienceFile(Path workspace, Definition definition, DateWindow window) {
    String name = definition.audience().name();
    this.workspace = workspace;
    this.definition = definition;
    this.folder = workspace.resolve("exports").resolve(name).resolve(window.lastDate().toString());
    this.csv = folder.resolve(name + ".csv");
    this.manifest = folder.resolve("manifest.json");
    this.asOf = window.to();
  }

  /** The columns of a file, in order. */
  static List<String> columns(AudienceConfig audience) {
    return List.of(
        "customer_id", audience.channel().address(), "given_name", "family_name", "entered_at");
  }

  /**
   * Writes the file and its manifest.
   *
   * @param rows its rows in the order of the file, with the values of {@link #columns}
   */
  ExportedFile write(Iterator<Row> rows, Map<String, Long> heldBack, long blankedNames)
      throws IOException {
    Files.createDirectories(folder);
    MessageDigest digest = Hashes.newSha256();
    Path part = part(csv);
    long written = 0;
    try (FileChannel channel = open(part)) {
      OutputStream out = new DigestOutputStream(Channels.newOutputStream(channel), digest);
      CsvWriter writer = CsvWriter.builder().build(out, StandardCharsets.UTF_8);
      List<String> columns = columns(definition.audience());
      writer.writeRecord(columns);
      while (rows.hasNext()) {
        Row row = rows.next();
        String[] values = new String[columns.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = row.getString(i);
        }
        writer.writeRecord(values);
        written++;
      }
      writer.flush();
      channel.force(true);
    }
    ExportedFile file =
        new ExportedFile(
            definition,
            asOf,
            workspace.relativize(csv).toString().replace('\\', '/'),
            written,
            Files.size(part),
            HexFormat.of().formatHex(digest.digest()),
            heldBack,
            blankedNames);
    Files.deleteIfExists(manifest);
    move(part, csv);
    CrashPoint.reach("audience.export_batch:after-file");
    writeManifest(file);
    return file;
  }

  private void writeManifest(ExportedFile file) throws IOException {
    AudienceConfig audience = definition.audience();
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("audience", audience.name());
    text.put("description", audience.description());
    text.put("version", definition.version());
    text.put("definition", audience.when());
    text.put("definition_hash", audience.definitionHash());
    text.put("channel", audience.channel().word());
    text.put("purpose", audience.purpose());
    text.put("as_of", asOf.toString());
    text.put("file", csv.getFileName().toString());
    text.put("columns", columns(audience));
    text.put("rows", file.rows());
    text.put("bytes", file.bytes());
    text.put("sha256", file.sha256());
    text.put("members", file.members());
    text.put("held_back", file.heldBack());
    text.put("names_left_empty", file.blankedNames());
    Path part = part(manifest);
    try (FileChannel channel = open(part)) {
      OutputStream out = Channels.newOutputStream(channel);
      out.write(JSON.writeValueAsBytes(text));
      out.write('\n');
      channel.force(true);
    }
    move(part, manifest);
  }

  private static FileChannel open(Path part) throws IOException {
    return FileChannel.open(
        part,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  private static Path part(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".part");
  }

  private static void move(Path part, Path file) throws IOException {
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
