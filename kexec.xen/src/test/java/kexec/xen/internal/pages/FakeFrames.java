package kexec.xen.internal.pages;

/** How a fake kernel distributes pages over its frames. */
public enum FakeFrames {
  /** Runs of 512, as huge pages are. */
  HUGE(512),
  /** Runs of 16. */
  RUNS_OF_SIXTEEN(16),
  /** No two frames are adjacent. */
  SCATTERED(1),
  /** The frames are hidden. */
  HIDDEN(0);

  /** The first allocated frame. */
  public static final long FIRST = 0x1000;

  private final int run;

  FakeFrames(int run) {
    this.run = run;
  }

  /** Returns the frame of the n-th page ever allocated, or zero. */
  public long frame(long index) {
    if (run == 0) {
      return 0;
    }
    // A frame is left out behind each run.
    return FIRST + index / run * (run == 512 ? run : run + 1) + index % run;
  }
}
