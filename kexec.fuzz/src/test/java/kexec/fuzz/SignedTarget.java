package kexec.fuzz;

import static kexec.fuzz.Oracle.require;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.plan.SegmentData;
import kexec.api.policy.SignatureVerdict;
import kexec.base.pe.Authenticode;
import kexec.signature.internal.AuthenticodeVerifier;
import kexec.signature.internal.TestKey;
import kexec.signature.internal.TestSignature;

/**
 * Signed EFI programs, and signatures alone. The first byte tells which of them, and whether a
 * sample is changed or the rest is the input.
 */
public final class SignedTarget {

  private static final int CHANGED = 1;
  private static final int SIGNATURE_ALONE = 2;
  private static final Path PATH = Path.of("program.efi");

  // Of the program.
  private static final int PE = 0x40;
  private static final int CHECKSUM = PE + 24 + 64;
  private static final int DIRECTORY = PE + 24 + 112 + 32;
  private static final int SECTIONS = PE + 24 + 240;
  private static final int HEADERS = 0x200;
  private static final int END = HEADERS + 0x100 + 0x80;

  private static final SignedTarget TARGET = new SignedTarget();

  private final AuthenticodeVerifier verifier = new AuthenticodeVerifier();
  private final TestKey key;
  private final byte[] signature;
  private final byte[] program;
  private final byte[] signedContent;

  private SignedTarget() {
    try {
      key = TestKey.of("fuzz").elliptic(256).make();
      signature = TestSignature.of(key, digested(program(new byte[0]))).encoded();
      program = program(signature);
      signedContent = content(read(program).orElseThrow());
      require(isTrusted(program), "the sample is not trusted");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Two sections, and behind them the certificate table with a signature, if there is one. */
  private static byte[] program(byte[] signature) {
    int table = signature.length == 0 ? 0 : (8 + signature.length + 7) & -8;
    ByteBuffer file = ByteBuffer.allocate(END + table).order(ByteOrder.LITTLE_ENDIAN);
    file.putShort(0, (short) 0x5a4d).putInt(60, PE).putInt(PE, 0x4550);
    file.putShort(PE + 6, (short) 2).putShort(PE + 20, (short) 240);
    file.putShort(PE + 24, (short) 0x20b).putInt(PE + 24 + 60, HEADERS).putInt(PE + 24 + 108, 16);
    file.putInt(SECTIONS + 16, 0x100).putInt(SECTIONS + 20, HEADERS);
    file.putInt(SECTIONS + 40 + 16, 0x80).putInt(SECTIONS + 40 + 20, HEADERS + 0x100);
    if (table > 0) {
      file.putInt(DIRECTORY, END).putInt(DIRECTORY + 4, table);
      // WIN_CERTIFICATE: its length, revision 2.0, PKCS #7.
      file.putInt(END, 8 + signature.length).putShort(END + 4, (short) 0x200);
      file.putShort(END + 6, (short) 2).put(END + 8, signature);
    }
    return file.array();
  }

  private static byte[] digested(byte[] unsigned) {
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    pieces.write(unsigned, 0, CHECKSUM);
    pieces.write(unsigned, CHECKSUM + 4, DIRECTORY - CHECKSUM - 4);
    pieces.write(unsigned, DIRECTORY + 8, unsigned.length - DIRECTORY - 8);
    return pieces.toByteArray();
  }

  /** Verifies. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 2) {
      Oracle.check(input.length, () -> TARGET.run(input));
    }
  }

  private void run(byte[] input) throws KexecException {
    boolean alone = (input[0] & SIGNATURE_ALONE) != 0;
    byte[] rest = Text.bytesBehindTheChoice(input);
    byte[] bytes =
        (input[0] & CHANGED) == 0
            ? rest
            : SampleKernels.patched(alone ? signature : program, ByteBuffer.wrap(rest));
    if (alone) {
      Authenticode sample = read(program).orElseThrow();
      isTrusted(bytes, sample);
    } else if (isTrusted(bytes)) {
      require(
          Arrays.equals(content(read(bytes).orElseThrow()), signedContent),
          "a content that nobody signed is trusted");
    }
  }

  private static Optional<Authenticode> read(byte[] file) throws KexecException {
    return Authenticode.read(PATH, SegmentData.ofBytes(file));
  }

  private boolean isTrusted(byte[] file) throws KexecException {
    Optional<Authenticode> read = read(file);
    boolean trusted = false;
    if (read.isPresent()) {
      for (byte[] each : read.get().signatures()) {
        trusted |= isTrusted(each, read.get());
      }
      require(read.get().signedContent().size() <= file.length, "more is signed than there is");
    }
    return trusted;
  }

  private boolean isTrusted(byte[] der, Authenticode of) throws KexecException {
    SignatureVerdict verdict = verifier.verify(der, of::digest, List.of(key.certificate()));
    if (verdict instanceof SignatureVerdict.Trusted trusted) {
      require(trusted.chain().contains(key.certificate()), "a chain without the one trusted");
      return true;
    }
    return false;
  }

  private static byte[] content(Authenticode of) throws KexecException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    of.signedContent()
        .read(
            chunk -> {
              byte[] copy = new byte[chunk.remaining()];
              chunk.get(copy);
              bytes.writeBytes(copy);
            });
    return bytes.toByteArray();
  }

  static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(Text.seed(0, TARGET.program));
    seeds.add(Text.seed(SIGNATURE_ALONE, TARGET.signature));
    // The checksum, the table's place, a byte of a section, one of the signature.
    for (int at : new int[] {CHECKSUM, DIRECTORY, HEADERS, END + 8, END + 0x40}) {
      byte[] change = {(byte) at, (byte) (at >> 8), 1, 0x55};
      seeds.add(Text.seed(CHANGED, change));
      seeds.add(Text.seed(CHANGED | SIGNATURE_ALONE, change));
    }
    return seeds;
  }
}
