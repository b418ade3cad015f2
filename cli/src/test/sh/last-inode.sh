#!/bin/sh
# A file system that is full when a run is finished: seven inodes, of which the folder, its files and what a run that goes on needs
# take all beside the root before the last file is written. Moving into place needs none. Needs the right to mount; ends with 77
# where that is missing.
# usage: last-inode.sh COMMAND…     the words that start Baton
mnt=$(mktemp -d)
mount -t tmpfs -o size=6m,nr_inodes=7 tmpfs "$mnt" 2>/dev/null || { rmdir "$mnt"; exit 77; }
"$@" train --episodes 320 --output "$mnt/t"
code=$?
ls -A "$mnt"
umount "$mnt"
rmdir "$mnt"
exit $code
